export { scaffold, render, type ScaffoldOptions, type ScaffoldedFile } from './scaffold.ts';
export { templates, type Template } from './catalogue.ts';

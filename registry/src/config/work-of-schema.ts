import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaValidateFunction } from 'ajv/dist/types/index.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { applicators, isObject, mapSchemas, type JsonObject } from './subschemas.ts';
import { spend, spendOnCopy } from './work.ts';

/** It may fail, and what is said about a failure costs the most. */
const STEPS_OF_KEYWORD = 75;
/** Its regular expression is quadratic. */
const MOST_OF_URL = 2000;
const ANNOTATIONS = new Set(['title', 'description', '$comment', 'examples']);

interface Work {
  /** Steps each time that a value is checked, whatever it is. */
  each: number;
  /** Steps for each key of an object: it may be compared with every name. */
  key: number;
  /** Ajv copies its errors where a part that is referred to adds some. */
  refers: boolean;
}

/** Lets every part of a schema count what checking a value against it costs; for an ajv with `countWork`. */
export function countingWork(schema: JsonObject): JsonObject {
  return mapSchemas(schema, (part) => ({ ...part, 'x-plexica-work': workOf(part) }));
}

function workOf(schema: JsonObject): Work {
  const own = Object.entries(schema).filter(([key]) => !applicators.has(key) && !ANNOTATIONS.has(key));
  const names = Object.entries(schema)
    .filter(([key, value]) => applicators.has(key) && isObject(value))
    .reduce((sum, [, value]) => sum + Object.keys(value as JsonObject).length, 0);
  return {
    each: Object.keys(schema).length * STEPS_OF_KEYWORD + JSON.stringify(Object.fromEntries(own)).length,
    key: 1 + names,
    refers: '$ref' in schema,
  };
}

/** Teaches ajv to count, and bounds those of its own checks that are quadratic. */
export function countWork(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: 'x-plexica-work',
    errors: false,
    validate: ({ each, key, refers }: Work, value: unknown) => {
      if (refers) spendOnCopy();
      spend(each + sizeOf(value) * key);
      return true;
    },
  });
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', validate: uniqueItems });
  const url = fullFormats.url as RegExp;
  ajv.addFormat('url', (text) => text.length <= MOST_OF_URL && url.test(text));
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

/** Ajv compares every item with every other one. */
const uniqueItems: SchemaValidateFunction = (asked: boolean, items: unknown[], parentSchema) => {
  if (!asked) return true;
  const seen = new Map<string, number>();
  for (const [i, item] of items.entries()) {
    const text = JSON.stringify(item, sorted);
    spend(text.length);
    const j = seen.get(text);
    if (j !== undefined) {
      spendOnCopy();
      uniqueItems.errors = [
        { keyword: 'uniqueItems', params: { i, j }, ...(parentSchema && { parentSchema }) },
      ];
      return false;
    }
    seen.set(text, i);
  }
  return true;
};

/** For `JSON.stringify`: objects are equal whatever the order of their keys. */
function sorted(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

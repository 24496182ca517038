import { Args } from '@oclif/core';

export const token = Args.string({ description: 'Name or id of the token.', required: true });

export const member = Args.string({ description: 'E-mail address or id of the member.', required: true });

export const roleKey = Args.string({ description: 'Key of the role.', required: true });

export const client = Args.string({ description: 'Name or id of the client.', required: true });

export const workspace = Args.string({ description: 'Slug or id of the workspace.', required: true });

export const team = Args.string({ description: 'Name or id of the team.', required: true });

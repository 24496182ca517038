import { Args } from '@oclif/core';

export const token = Args.string({ description: 'Name or id of the token.', required: true });

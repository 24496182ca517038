import type { Hook } from '@oclif/core';
import { unknownCommand } from '../unknown-command.ts';

const commandNotFound: Hook.CommandNotFound = async ({ config, id }) => {
  throw await unknownCommand(config, id);
};

export default commandNotFound;

import { crash } from './crash.ts';
import { packages } from './packages.ts';
import { postgresCrash } from './postgres-crash.ts';
import { startCrash } from './start-crash.ts';
import type { Soak } from './soak.ts';

/** All that `npm run soak` runs, in this order. */
export const SOAKS: readonly Soak[] = [crash, startCrash, postgresCrash, packages];

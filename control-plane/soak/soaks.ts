import { breakage } from './breakage.ts';
import { crash } from './crash.ts';
import { endless } from './endless.ts';
import { escape } from './escape.ts';
import { neighbours } from './neighbours.ts';
import { packages } from './packages.ts';
import { pooling } from './pooling.ts';
import { postgresCrash } from './postgres-crash.ts';
import { sharedBlobs } from './shared-blobs.ts';
import { startCrash } from './start-crash.ts';
import type { Soak } from './soak.ts';

/** All that `npm run soak` runs, in this order. */
export const SOAKS: readonly Soak[] = [
  crash,
  startCrash,
  postgresCrash,
  packages,
  sharedBlobs,
  escape,
  breakage,
  pooling,
  endless,
  neighbours,
];

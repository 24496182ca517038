/** Milliseconds, after which a bundle takes hardly less time than before. */
const TOGETHER = 1000;
/** Milliseconds of one bundle. Whoever saves meanwhile waits for it, and those that take longer gain little. */
const LONGEST = 200;

/**
 * Bundles for practice, again and again: V8 compiles well only what has run often, and without it the first bundles of a
 * session take three times as long as later ones.
 *
 * @param bundle makes one, and says whether it could be made
 * @param isWanted whether the next one is still to be made for practice: nobody waits for a real one
 * @param now milliseconds of a clock that only goes forward
 */
export async function rehearse(
  bundle: () => Promise<boolean>,
  isWanted: () => boolean,
  now: () => number = () => performance.now(),
): Promise<void> {
  const begun = now();
  for (let time = begun; isWanted() && time - begun < TOGETHER;) {
    if (!(await bundle())) return;
    const taken = now() - time;
    if (taken > LONGEST) return;
    time += taken;
  }
}

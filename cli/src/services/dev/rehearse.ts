/** Milliseconds of warm-up. More hardly makes a bundle faster. */
const TOGETHER = 1000;
/** Milliseconds of one bundle. If one takes longer, warming up gains little, and a save would wait for it. */
const LONGEST = 200;

/**
 * Makes bundles again and again to warm up: V8 optimizes only code that has run often. Without this, the first bundles of
 * a session take three times as long as later ones.
 *
 * @param bundle makes one, and says whether it could be made
 * @param isWanted whether to continue: false if somebody waits for a real bundle
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

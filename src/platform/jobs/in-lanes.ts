/**
 * Works through pieces in order, so many at a time. After a failure no lane takes another piece, and the first failure
 * is thrown once all lanes are at rest: whoever clears up afterwards meets no work that still goes on.
 */
export async function inLanes<Piece>(
  lanes: number,
  pieces: Iterable<Piece>,
  work: (piece: Piece) => Promise<void>,
): Promise<void> {
  const waiting = pieces[Symbol.iterator]();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    try {
      for (let next = waiting.next(); !next.done && !hasFailed; next = waiting.next()) await work(next.value);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const running = Array.from({ length: lanes }, lane);
  const all = Promise.all(running);
  await Promise.allSettled([all, ...running]);
  await all;
}

import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** The objects of an NDJSON answer, as they arrive. A broken connection ends them. */
export async function* ndjsonOf<Line>(response: Response): AsyncGenerator<Line> {
  if (response.body === null) {
    return;
  }
  const body = Readable.fromWeb(response.body);
  try {
    for await (const line of createInterface({ input: body })) {
      if (line !== '') {
        yield JSON.parse(line) as Line;
      }
    }
  } catch (error) {
    if (body.errored === null) throw error;
  }
}

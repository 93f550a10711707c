// Captures that are made for one test, of those that the tests of `report` have.

import { session } from "../../tests/web/capture.mjs";

export { session };

const HEADER = 24;
const RECORD = 16;
const IP = 20;

/** Sessions one after another: each is the same one, from ports and at a time of its own. */
export function many(count, options = {}) {
  const one = session(options);
  const parts = [one.subarray(0, HEADER)];
  for (let turn = 0; turn < count; turn += 1) {
    const copy = Buffer.from(one.subarray(HEADER));
    for (let at = 0; at < copy.length; ) {
      copy.writeUInt32LE(copy.readUInt32LE(at) + turn, at);
      const length = copy.readUInt32LE(at + 8);
      for (const place of [at + RECORD + IP, at + RECORD + IP + 2]) {
        const port = copy.readUInt16BE(place);
        if (port === 40100 || port === 40101) copy.writeUInt16BE(port - 40100 + 10000 + 2 * turn, place);
      }
      at += RECORD + length;
    }
    parts.push(copy);
  }
  return Buffer.concat(parts);
}

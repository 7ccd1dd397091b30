import { pick, type Draw } from './stream.js';

/** What stands in the place of a number in a text file. */
const HOSTILE = [
  '-1',
  '1e9',
  '1e308',
  '-0',
  'null',
  '"x"',
  '[]',
  '{}',
  'NaN',
  '-Infinity',
  '2147483648',
  '0.5',
  'true',
];
const BYTES = [0, 255, 127, 128, 34, 91, 123, 35, 36];

function flipped(bytes: Uint8Array, draw: Draw): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let flips = draw(3); flips >= 0; flips--) out[draw(out.length)] ^= 1 << draw(8);
  return out;
}

function renumbered(bytes: Uint8Array, draw: Draw): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  number.lastIndex = draw(text.length);
  const found = number.exec(text);
  if (found === null) return bytes;
  const rest = text.slice(found.index + found[0].length);
  return new TextEncoder().encode(text.slice(0, found.index) + pick(draw, HOSTILE) + rest);
}

/** The file with flipped bits, another byte, cut off, with a part left out or twice, or (texts) with another number. */
export function mutated(bytes: Uint8Array, text: boolean, draw: Draw): Uint8Array {
  const at = draw(bytes.length);
  switch (draw(text ? 7 : 5)) {
    case 0:
      return flipped(bytes, draw);
    case 1:
      return bytes.slice(0, at);
    case 2: {
      const out = Uint8Array.from(bytes);
      out[at] = pick(draw, BYTES);
      return out;
    }
    case 3:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1 + draw(40))]);
    case 4:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(Math.max(0, at - 1 - draw(60)))]);
    default:
      return renumbered(bytes, draw);
  }
}

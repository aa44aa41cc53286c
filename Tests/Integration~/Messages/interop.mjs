// What @msgpack/msgpack makes of messages, for NodeTests.cs. Frames on standard input and output:
//   request   length of the rest (4 bytes, high byte first), command (1 byte), content
//   response  length of the rest (4 bytes), 0 and the answer, or 1 and an error as text
// Commands:
//   e   values         decoded and encoded again
//   t   values         the same with timestamps as JavaScript's Date
//   d   one value      decoded and told as text, see describe
//   r   kind, seed     a message of random values, made here: its length (4 bytes), itself, and what it holds as text
import { decode, decodeMulti, encode, ExtData, ExtensionCodec } from "@msgpack/msgpack";
import { decodeTimestampToTimeSpec, encodeTimeSpecToTimestamp, EXT_TIMESTAMP } from "@msgpack/msgpack";

// Date has milliseconds. What MessagePack's timestamp says beyond that is kept here.
class Timestamp {
  constructor({ sec, nsec }) {
    this.sec = sec;
    this.nsec = nsec;
  }
}

const exactTime = new ExtensionCodec();
exactTime.register({
  type: EXT_TIMESTAMP,
  encode: (value) => (value instanceof Timestamp ? encodeTimeSpecToTimestamp(value) : null),
  decode: (data) => new Timestamp(decodeTimestampToTimeSpec(data)),
});

// Whole numbers of 64 bits are BigInt: a Number would round them.
const options = { extensionCodec: exactTime, useBigInt64: true };
const dates = { useBigInt64: true };

const hex = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

const float64 = (number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return "f" + bytes.toString("hex");
};

// JavaScript knows no difference between 5 and 5.0, so neither does the text.
function describe(value) {
  if (value === null || value === undefined) return "nil";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : float64(value);
  if (typeof value === "string") return "s" + hex(Buffer.from(value, "utf8"));
  if (value instanceof Timestamp) return `t${value.sec}.${value.nsec}`;
  if (value instanceof ExtData) return `x${value.type}.${hex(value.data)}`;
  if (value instanceof Uint8Array) return "b" + hex(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(",")}]`;
  const pairs = Object.keys(value).map((key) => `${describe(key)}:${describe(value[key])}`);
  return `{${pairs.sort().join(",")}}`;
}

// SplitMix32: small, and the same for the same seed.
function randomOf(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % limit;
  };
}

function makerOf(seed) {
  const below = randomOf(seed);
  const make = {
    below,
    maybe: (what) => (below(2) === 0 ? null : what()),
    list: (what, limit = 6) => Array.from({ length: below(limit) }, what),
    bool: () => below(2) === 0,

    // A whole number of so many bits, the small ones and the borders as often as the rest.
    unsigned: (bits) => {
      const shortened = below(bits) + 1;
      let value = 0n;
      for (let i = 0; i < shortened; i++) value = value * 2n + BigInt(below(4) === 0 ? 0 : 1);
      return value > 0xffffffffn ? value : Number(value);
    },
    signed: (bits) => {
      const positive = BigInt(make.unsigned(bits - 1));
      const value = below(2) === 0 ? positive : -positive - 1n;
      return value > 0xffffffffn || value < -0x80000000n ? value : Number(value);
    },
    text: () => {
      const letters = ["a", "Z", "0", "\u00e9", "\u1ebf", "\u6f22", "\u{1f37a}", "\0", " "];
      return make.list(() => letters[below(letters.length)], below(8) === 0 ? 300 : 12).join("");
    },
    bytes: () => Uint8Array.from(make.list(() => below(256), below(8) === 0 ? 400 : 20)),
    map: (what) => Object.fromEntries(make.list(() => ["k" + make.text(), what()])),
    part: (depth) => [make.signed(32), depth === 0 ? null : make.maybe(() => make.list(() => make.part(depth - 1), 3))],
    id: () => {
      const digits = hex(Uint8Array.from({ length: 16 }, () => below(256)));
      return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
    time: () => new Timestamp({
      sec: below(2) === 0 ? below(0xffffffff) : below(0xffffffff) * 60 - 62135596800 + below(60),
      nsec: below(2) === 0 ? 0 : below(10_000_000) * 100,
    }),
    thereabouts: () => [new Timestamp({ sec: below(0xffffffff), nsec: below(10_000_000) * 100 }), below(1681) - 840],
    moment: () => new Timestamp({ sec: (below(0x200000) - 0x100000) * 0x100000000 + below(0xffffffff), nsec: below(1_000_000_000) }),
    decimal: () => (below(2) === 0 ? "-" : "") + String(BigInt(make.unsigned(63)) + 1n) + (below(2) === 0 ? "" : "." + String(1 + below(999_999_999))),
    extension: () => new ExtData(below(2) === 0 ? below(128) : -2 - below(126), make.bytes()),
    position: () => {
      const content = Buffer.alloc(8);
      content.writeFloatLE(below(1000) / 8, 0);
      content.writeFloatLE(-below(1000) / 8, 4);
      return new ExtData(7, Uint8Array.from(content));
    },
    grid: () => {
      const lengths = [below(4), below(4)];
      return [...lengths, Array.from({ length: lengths[0] * lengths[1] }, () => make.signed(32))];
    },
    distinct: (what) => [...new Set(make.list(what))],
    float: () => (below(4) === 0 ? below(1000) - 500 : (below(0xffffffff) - 0x7fffffff) / 2 ** below(60)),
  };
  return make;
}

// The members of ExactMessage, by their keys.
function exactMessage(make) {
  return [
    make.bool(), make.unsigned(16), make.signed(8), make.unsigned(8), make.signed(16), make.unsigned(16),
    make.signed(32), make.unsigned(32), make.signed(64), make.unsigned(64),
    make.text(), make.maybe(make.text), make.bytes(), make.maybe(make.bytes), make.bytes(), make.bytes(),
    make.unsigned(8), make.signed(64), make.maybe(() => make.signed(32)),
    make.list(() => make.signed(32), 40), make.maybe(() => make.list(() => make.maybe(make.text))), make.list(make.bytes),
    make.list(() => make.part(1)), make.map(() => make.list(() => make.signed(32))), make.part(3), make.maybe(() => make.part(1)),
    make.id(), make.time(), make.maybe(make.time), make.thereabouts(), make.signed(64), make.decimal(),
    make.list(make.bool, 20), make.unsigned(32), make.extension(), make.moment(),
    make.distinct(() => make.signed(32)), make.list(make.text), make.list(() => make.signed(64)), make.list(() => make.unsigned(32)),
    [make.signed(32), make.maybe(make.text)], make.maybe(() => [make.text(), make.signed(32)]), [make.text(), make.unsigned(8)],
    make.grid(), make.position(), Uint8Array.from({ length: 16 }, () => make.below(256)), make.map(make.id),
    [1, 2, 3, 4, 5, 6, 7, [make.unsigned(8), make.unsigned(8)]],
  ];
}

function floatMessage(make) {
  const single = () => Math.fround(make.float());
  return [single(), make.float(), make.list(single), make.list(make.float), make.maybe(single)];
}

// The library's encoder has no numbers as keys, since JavaScript's objects have none. MessagePack has, so they are put together here.
function numberKeys(make) {
  const keys = make.distinct(() => make.signed(32));
  const values = keys.map(() => make.text());
  const encoded = [Uint8Array.of(0x91, 0x80 | keys.length), ...keys.flatMap((key, i) => [encode(key, options), encode(values[i], options)])];
  const pairs = keys.map((key, i) => `${describe(String(key))}:${describe(values[i])}`);
  return { bytes: Buffer.concat(encoded), text: `[{${pairs.sort().join(",")}}]` };
}

function randomMessage(content) {
  const make = makerOf(content.readUInt32BE(1));
  if (content[0] === 2) return numberKeys(make);
  const values = content[0] === 0 ? exactMessage(make) : floatMessage(make);
  return { bytes: Buffer.from(encode(values, options)), text: describe(values) };
}

function again(content, how) {
  return Buffer.concat([...decodeMulti(content, how)].map((value) => Buffer.from(encode(value, how))));
}

function answer(command, content) {
  switch (command) {
    case "e": return again(content, options);
    case "t": return again(content, dates);
    case "d": return Buffer.from(describe(decode(content, options)));
    case "r": {
      const { bytes, text } = randomMessage(content);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes, Buffer.from(text)]);
    }
    default: throw new Error(`no such command: ${command}`);
  }
}

function respond(status, bytes) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + bytes.length);
  head[4] = status;
  process.stdout.write(Buffer.concat([head, bytes]));
}

let pending = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
    const frame = pending.subarray(4, 4 + pending.readUInt32BE(0));
    pending = pending.subarray(4 + frame.length);
    try {
      respond(0, answer(String.fromCharCode(frame[0]), frame.subarray(1)));
    } catch (error) {
      respond(1, Buffer.from(String(error.stack ?? error)));
    }
  }
});

import { once } from 'node:events';
import { connect } from 'node:tls';

/** A name and a value exactly as they are sent: no HTTP/2 client would let anybody send some of them. */
export type Field = readonly [name: string, value: string];

export interface Http2Request {
  fields: readonly Field[];
  body?: string;
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, goAway: 7 };
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
/** RFC 7541, appendix A: what a server sends as one byte. */
const INDEXED_STATUS = new Map([
  [0x88, 200],
  [0x89, 204],
  [0x8a, 206],
  [0x8b, 304],
  [0x8c, 400],
  [0x8d, 404],
  [0x8e, 500],
]);

/**
 * One request on a connection of its own, frame by frame, and how it ended: the status, or `reset` where the server refused
 * the stream or the connection.
 */
export async function sendHttp2(
  { port, ca }: { port: number; ca: string },
  { fields, body }: Http2Request,
): Promise<number | 'reset'> {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost', ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  const block = Buffer.concat(fields.map(literal));
  const isAlone = body === undefined;
  socket.write(
    Buffer.concat([
      Buffer.from(PREFACE),
      frame(FRAME.settings, 0, 0, Buffer.alloc(0)),
      frame(FRAME.headers, END_HEADERS | (isAlone ? END_STREAM : 0), 1, block),
      ...(isAlone ? [] : [frame(FRAME.data, END_STREAM, 1, Buffer.from(body, 'latin1'))]),
    ]),
  );
  try {
    return await outcomeOf(socket);
  } finally {
    socket.destroy();
  }
}

/** "Literal header field without indexing, new name", neither of the two in Huffman's code. */
function literal([name, value]: Field): Buffer {
  return Buffer.concat([Buffer.from([0]), string(name), string(value)]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  // An integer with a prefix of seven bits, the rest in groups of seven.
  const rest = [];
  let left = bytes.length - 127;
  for (; left >= 128; left = Math.floor(left / 128)) rest.push((left % 128) + 128);
  return Buffer.concat([Buffer.from([127, ...rest, left]), bytes]);
}

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

async function outcomeOf(socket: AsyncIterable<Buffer>): Promise<number | 'reset'> {
  let received = Buffer.alloc(0);
  try {
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 9) {
        const end = 9 + received.readUIntBE(0, 3);
        if (received.length < end) break;
        const [type, payload] = [received[3], received.subarray(9, end)];
        if (type === FRAME.headers) return statusIn(payload);
        if (type === FRAME.reset || type === FRAME.goAway) return 'reset';
        received = received.subarray(end);
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  }
  return 'reset';
}

/** The first field of an answer; a change of the table's size may stand before it. */
function statusIn(block: Buffer): number {
  const at = ((block[0] ?? 0) & 0xe0) === 0x20 ? 1 : 0;
  const indexed = INDEXED_STATUS.get(block[at] ?? 0);
  if (indexed) return indexed;
  const text = block.subarray(at + 2, at + 5).toString('latin1');
  if (!/^\d{3}$/.test(text)) throw new Error(`no status in ${block.toString('hex')}`);
  return Number(text);
}

import { BloomFilter } from 'bloomfilter';

/** The first line of the file, as JSON: for whoever wonders what it is. The bits follow. */
export interface FilterHeader {
  /** Where the entries come from, and under which licence. */
  source: string;
  entries: number;
  /** How many of those that are no entries are taken for one: 0.01 is one in a hundred. */
  falsePositives: number;
}

export interface Filter {
  header: FilterHeader;
  /** Always true for an entry; for anything else false, but for the promised share. */
  has(text: string): boolean;
}

const BYTES = Uint32Array.BYTES_PER_ELEMENT;

/** A set of texts as a Bloom filter: small, and quick to ask. The same texts give the same bytes. */
export function encodeFilter(
  texts: ReadonlySet<string>,
  about: Pick<FilterHeader, 'source' | 'falsePositives'>,
): Buffer {
  const filter = BloomFilter.withTargetError(texts.size, about.falsePositives);
  for (const text of texts) filter.add(text);
  const { buckets, k: hashes } = filter;
  const header = { ...about, entries: texts.size, hashes, buckets: buckets.length };
  const bits = Buffer.alloc(buckets.length * BYTES);
  // Byte by byte, so that the file means the same on every processor.
  buckets.forEach((bucket, index) => {
    bits.writeUInt32LE(bucket, index * BYTES);
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bits]);
}

/** Throws when the file is cut off: missing bits would silently let entries through. */
export function decodeFilter(file: Buffer): Filter {
  const start = file.indexOf('\n') + 1;
  const { hashes, ...header } = JSON.parse(file.toString('utf8', 0, start));
  const buckets = new Uint32Array(header.buckets);
  if (file.length !== start + buckets.byteLength) throw new Error('the filter file is cut off');
  for (let index = 0; index < buckets.length; index += 1) {
    buckets[index] = file.readUInt32LE(start + index * BYTES);
  }
  const filter = new BloomFilter(buckets, hashes);
  return { header, has: (text) => filter.test(text) };
}

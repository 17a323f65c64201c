/** Of an image that pages may show: never markup of their own, always the `src` of an `<img>`. */
export interface Image {
  type: 'image/png' | 'image/svg+xml';
  bytes: Uint8Array;
  width: number;
  height: number;
}

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG, or an SVG whose size is known from its root element; `undefined` for anything else. */
export function parseImage(bytes: Buffer): Image | undefined {
  const image = bytes.subarray(0, 8).equals(PNG_START) ? parsePng(bytes) : parseSvg(bytes);
  return image && image.width > 0 && image.height > 0 ? image : undefined;
}

/** The header chunk stands first: length, `IHDR`, width, height. */
function parsePng(bytes: Buffer): Image | undefined {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { type: 'image/png', bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function parseSvg(bytes: Buffer): Image | undefined {
  const text = bytes.toString('utf8').replace(/^\uFEFF|<!--[\s\S]*?-->/g, '');
  const [, root = ''] = /^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>]*>)?\s*<svg\b([^>]*)>/.exec(text) ?? [];
  const [, , width, height] = attribute(root, 'viewBox')
    ?.trim()
    .split(/[\s,]+/)
    .map(Number) ?? [
    0,
    0,
    Number.parseFloat(attribute(root, 'width') ?? ''),
    Number.parseFloat(attribute(root, 'height') ?? ''),
  ];
  return width && height ? { type: 'image/svg+xml', bytes, width, height } : undefined;
}

const attribute = (element: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(["'])(.*?)\\1`).exec(element)?.[2];

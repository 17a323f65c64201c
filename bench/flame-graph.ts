// Draws a profile of the processor as a flame graph: `node bench/flame-graph.ts PROFILE.cpuprofile PICTURE.svg [TITLE]`. Width is
// time, from the outermost call at the bottom to the innermost on top; waiting is left out.
import { readFileSync, writeFileSync } from 'node:fs';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}
interface Profile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}
interface Frame {
  name: string;
  kind: keyof typeof COLOURS;
  time: number;
  inner: Map<string, Frame>;
}

/** Of a frame: whose code it is. */
const COLOURS = { service: '#f4a261', packages: '#8ecae6', node: '#b7e4c7', native: '#d9d9d9' };
const WAITING = new Set(['(idle)', '(root)']);
const [WIDTH, ROW, MARGIN, LEAST] = [1200, 17, 10, 0.002];

const [profilePath = '', picturePath = '', title = 'Where the time goes'] = process.argv.slice(2);
const whole = mergeStacks(JSON.parse(readFileSync(profilePath, 'utf8')));
writeFileSync(picturePath, draw(whole, title));

/** Equal stacks become one, whatever the order of samples. */
function mergeStacks({ nodes, samples, timeDeltas }: Profile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const outerOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const root: Frame = { name: 'all', kind: 'native', time: 0, inner: new Map() };
  for (const [index, id] of samples.entries()) {
    const stack = stackOf(id, byId, outerOf);
    if (WAITING.has(stack.at(-1)?.callFrame.functionName ?? '')) continue;
    add(root, stack, timeDeltas[index] ?? 0);
  }
  return root;
}

function stackOf(id: number, byId: Map<number, ProfileNode>, outerOf: Map<number, number>): ProfileNode[] {
  const stack: ProfileNode[] = [];
  for (let at: number | undefined = id; at !== undefined; at = outerOf.get(at)) {
    const node = byId.get(at);
    if (node) stack.unshift(node);
  }
  return stack.length > 1 ? stack.slice(1) : stack;
}

function add(root: Frame, stack: readonly ProfileNode[], time: number): void {
  root.time += time;
  let frame = root;
  for (const { callFrame } of stack) {
    const name = nameOf(callFrame);
    const inner = frame.inner.get(name) ?? { name, kind: kindOf(callFrame.url), time: 0, inner: new Map() };
    frame.inner.set(name, inner);
    inner.time += time;
    frame = inner;
  }
}

function nameOf({ functionName, url }: ProfileNode['callFrame']): string {
  const place =
    /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url.replace(/^.*\/(?:bundle|src)\//, '');
  return `${functionName || '(anonymous)'}${place ? ` · ${place.replace(/-[\w-]{8}\.js$/, '')}` : ''}`;
}

function kindOf(url: string): Frame['kind'] {
  if (url === '') return 'native';
  if (url.startsWith('node:')) return 'node';
  return url.includes('node_modules') ? 'packages' : 'service';
}

function draw(root: Frame, heading: string): string {
  const boxes: string[] = [];
  let deepest = 0;
  const place = (frame: Frame, left: number, depth: number) => {
    deepest = Math.max(deepest, depth);
    boxes.push(box(frame, left, depth, frame.time / root.time));
    let at = left;
    for (const inner of [...frame.inner.values()].sort((one, other) => other.time - one.time)) {
      if (inner.time / root.time >= LEAST) place(inner, at, depth + 1);
      at += inner.time / root.time;
    }
  };
  place(root, 0, 0);
  const height = (deepest + 1) * ROW + 60;
  const legend = Object.entries(COLOURS).map(
    ([kind, colour], index) =>
      `<rect x="${MARGIN + index * 110}" y="30" width="12" height="12" fill="${colour}"/><text x="${MARGIN + 17 + index * 110}" y="41">${kind}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 2 * MARGIN} ${height}" font-family="sans-serif" font-size="11">
<title>${escaped(heading)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="20" font-size="15">${escaped(heading)}</text>
${legend.join('\n')}
<g transform="translate(${MARGIN} ${height - MARGIN})">
${boxes.join('\n')}
</g>
</svg>
`;
}

function box({ name, kind }: Frame, left: number, depth: number, share: number): string {
  const [x, width] = [left * WIDTH, share * WIDTH];
  const y = -(depth + 1) * ROW;
  const fits = Math.floor(width / 6);
  const text = fits < 4 ? '' : name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
  const label = text ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(text)}</text>` : '';
  const full = `${name}: ${(100 * share).toFixed(1)} %`;
  return `<g><title>${escaped(full)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${COLOURS[kind]}"/>${label}</g>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

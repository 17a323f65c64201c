import { type Html, html } from '#web/html.ts';

const WIDTH = 300;
const HEIGHT = 90;

/** Told apart by colour and by dashes: not everybody sees colours. */
const LOOKS = [
  { stroke: 'stroke-brand-ink', dashes: '' },
  { stroke: 'stroke-success', dashes: '7 3' },
  { stroke: 'stroke-danger', dashes: '2 3' },
  { stroke: 'stroke-warning', dashes: '10 3 2 3' },
  { stroke: 'stroke-ink', dashes: '4 4' },
  { stroke: 'stroke-muted', dashes: '1 4' },
];

type Points = readonly (number | undefined)[];

/** The lines alone: what they say stands beside them as text. As attributes, since the policy forbids inline styles. */
export function lineChart(lines: readonly Points[], highest: number, words: string): Html {
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words}"
    class="h-28 w-full" fill="none" stroke-width="2" stroke-linejoin="round">
    ${[0, 0.5, 1].map((part) => html`<path d="M0 ${part * HEIGHT}H${WIDTH}" class="stroke-line" stroke-width="1" vector-effect="non-scaling-stroke"/>`)}
    ${lines.map((points, index) => strokeOf(pathOf(points, highest), index))}
  </svg>`;
}

/** The look of a line, beside its name. */
export function swatch(index: number): Html {
  return html`<svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true" fill="none" stroke-width="2" class="me-2 inline-block">${strokeOf('M0 4H28', index)}</svg>`;
}

function strokeOf(path: string, index: number): Html {
  const { stroke = 'stroke-ink', dashes = '' } = LOOKS[index] ?? {};
  return html`<path d="${path}" class="${stroke}" ${dashes !== '' && html`stroke-dasharray="${dashes}"`} vector-effect="non-scaling-stroke"/>`;
}

/** A gap where there is nothing to tell. */
function pathOf(points: Points, highest: number): string {
  const step = WIDTH / Math.max(1, points.length - 1);
  let isDrawing = false;
  return points
    .map((point, index) => {
      if (point === undefined) {
        isDrawing = false;
        return '';
      }
      const to = `${(index * step).toFixed(0)} ${(HEIGHT * (1 - point / highest)).toFixed(1)}`;
      const drawn = `${isDrawing ? 'L' : 'M'}${to}`;
      isDrawing = true;
      return drawn;
    })
    .join('');
}

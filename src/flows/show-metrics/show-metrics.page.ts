import { card, linkButton, pageHeading, scriptButton } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { lineChart, swatch } from './line-chart.ts';
import type { ShownChart, ShownLine } from './show-metrics.ts';

export function metricsPage(context: PageContext, { charts }: { charts: readonly ShownChart[] }): Html {
  const main = html`
    ${pageHeading('Metrics', 'The last five minutes of this one process. Everything else is at /metrics of the management listener.')}
    <div class="mb-5 flex flex-wrap gap-2">
      ${linkButton('Refresh', '/dev/metrics', { look: 'quiet', isSmall: true })}
      ${scriptButton('Pause', { name: 'data-live-pause', value: '' })}
    </div>
    <div data-live class="grid gap-5 lg:grid-cols-2">${charts.map(chartCard)}</div>`;
  return layout(context, { title: 'Metrics', main, wide: true });
}

function chartCard({ id, title, unit, lines }: ShownChart): Html {
  const highest = highestOf(lines);
  const words = `${title}, ${unit}, over five minutes: lines from 0 to ${shownNumber(highest)}`;
  const drawn = lineChart(
    lines.map(({ points }) => points),
    highest,
    words,
  );
  const body = html`
    <div>
      <p class="text-xs text-muted">${shownNumber(highest)}</p>
      ${drawn}
      <p class="text-xs text-muted">0</p>
    </div>
    ${numbers(id, lines)}`;
  return card({ id, title, aside: html`<span class="text-xs text-muted">${unit}</span>`, body });
}

function numbers(id: string, lines: readonly ShownLine[]): Html {
  const hasTotals = lines.some(({ total }) => total !== undefined);
  return html`<table aria-labelledby="${id}" class="w-full">
    <thead class="text-xs text-muted"><tr>
      <th scope="col" class="py-1 text-start font-normal">Line</th>
      <th scope="col" class="py-1 text-end font-normal">Now</th>
      ${hasTotals && html`<th scope="col" class="py-1 text-end font-normal">Since the start</th>`}
    </tr></thead>
    <tbody>${lines.map(
      ({ label, now, total }, index) => html`<tr class="border-t border-line">
        <th scope="row" class="py-1 text-start font-normal">${swatch(index)}${label}</th>
        <td class="py-1 text-end tabular-nums">${shownNumber(now)}</td>
        ${hasTotals && html`<td class="py-1 text-end tabular-nums">${shownNumber(total)}</td>`}
      </tr>`,
    )}</tbody>
  </table>`;
}

/** A chart of nothing still has a height. */
const highestOf = (lines: readonly ShownLine[]): number =>
  lines.flatMap(({ points }) => points).reduce<number>((most, point) => Math.max(most, point ?? 0), 1);

const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const shownNumber = (value: number | undefined): string =>
  value === undefined ? '–' : oneDecimal.format(value);

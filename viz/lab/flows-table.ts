import { OFFER_ENDS } from '../../sim/session/session-pages.ts';
import { element } from '../elements/element.ts';
import { type FlowPicture, linkInWords } from '../flow-view/flow-picture.ts';
import type { TableData } from '../tables/table-data.ts';

/** Rows of the table: what is more is in the file. */
const ROWS_MAX = 400;

const HEADINGS = ['framework', 'agents', 'link', 'made', ...OFFER_ENDS, 'declined with filter'];

/** The picture as a table: a row for each framework and group of agents with offers between them. */
export function flowsTable(picture: FlowPicture): HTMLElement {
  const rows = rowsOf(picture);
  const heading = HEADINGS.map((name, at) =>
    element('th', { scope: 'col', class: at > 2 ? 'end' : null }, name),
  );
  const lines = rows
    .slice(0, ROWS_MAX)
    .map((cells) =>
      element(
        'tr',
        {},
        ...cells.map((cell, at) =>
          at === 0
            ? element('th', { scope: 'row' }, String(cell))
            : element('td', { class: at > 2 ? 'end' : null }, String(cell)),
        ),
      ),
    );
  const table = element(
    'table',
    { class: 'tree', 'aria-label': 'Flows of offers' },
    element('thead', {}, element('tr', {}, ...heading)),
    element('tbody', {}, ...lines),
  );
  const none = element('p', { class: 'empty' }, 'No offers were open in this time.');
  const holder = element('div', { class: 'scrolls', tabindex: 0, role: 'region' });
  holder.setAttribute('aria-label', 'Flows of offers as a table');
  holder.append(rows.length === 0 ? none : table);
  return holder;
}

/** All rows as a file. */
export function flowsData(picture: FlowPicture): TableData {
  return { heading: HEADINGS, rows: rowsOf(picture) };
}

function rowsOf({ flows, frameworks, groups }: FlowPicture): (string | number)[][] {
  return flows.map(({ framework, group, made, ends, filtered }) => [
    ...[frameworks[framework]?.name ?? '', groups[group]?.name ?? ''],
    ...[linkInWords(groups[group].link), made, ...ends, filtered],
  ]);
}

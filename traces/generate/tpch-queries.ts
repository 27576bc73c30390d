/** What a stage of a query does: reads a table, or the output of other stages. */
export interface QueryStage {
  /** Table that it scans; null for a stage that only reads what others wrote. */
  readonly table: Table | null;
  /** Fixed number of tasks; null: one a block of the table, or the shuffle's partitions. */
  readonly tasks: number | null;
  /** Positions of the stages that it waits for, ascending. */
  readonly parents: readonly number[];
}

/** L lineitem, O orders, B partsupp, P part and customer (as large), S the small ones. */
export type Table = 'L' | 'O' | 'B' | 'P' | 'S';

const TABLES: readonly Table[] = ['L', 'O', 'B', 'P', 'S'];

/**
 * Graphs of stages of the 22 queries as Spark SQL plans them: a stage a scan, a stage a shuffle.
 * The shapes are those of the measurements published with Decima (Mao et al., SIGCOMM 2019):
 * 202 stages, 187 edges.
 *
 * A word is a stage: a table (`L`), `*` with as many tasks as the shuffle has partitions, or a
 * number of tasks; in front, behind the parents' positions, a colon.
 */
const QUERIES: readonly string[] = [
  'L 0:* 1:* 2:5',
  'S S 0,1:* S 2,3:* B P 4,5:* S 0,8:* S 9,10:* P 5,11:* 12,13:* 6,7:* 14,15:* 16:1',
  'P O 0,1:* L 2,3:* 4:1',
  'L O 0,1:* 2:* 3:* 4:6',
  'S S 0,1:* S 2,3:* L 4,5:* O 6,7:* P 8,9:* 10:* 11:* 12:6',
  'L 0:1',
  'S S 0,1:* L P 0,4:* O 5,6:* 2,3:* 7,8:* 9:* 10:* 11:5',
  'S S L P 2,3:* 0,1:* S S 6,7:* P 8,9:* O 10,11:* 4,5:* 12,13:* 14:* 15:* 16:3',
  'S S P L 2,3:* 0,1:* 4,5:* B 6,7:* O 8,9:* 10:* 11:* 12:176',
  'O P 0,1:* S 2,3:* L 4,5:* 6:* 7:1',
  'S S 0,1:* B 2,3:* 4:1 5:B 5,6:* 7:* 8:* 9:11',
  'L O 0,1:* 2:* 3:* 4:3',
  'P O 0,1:* 2:* 3:* 4:* 5:42',
  'P L 0,1:* 2:1',
  'L 0:* 1:1 2:2 2,3:* 4:* 5:2',
  'S B 0,1:* P 2,3:* 4:* 5:* 6:* 7:*',
  'P L 0,1:* L 0,2,3:* 4:1',
  'L 0:* O L 1,2,3:* P 4,5:* 6:1',
  'P L 0,1:* 2:1',
  'S S 0,1:* L P B 4,5:* 3:* 6,7:* 2,8:* 9:* 10:*',
  'L 0:* L 2:* S S 4,5:* L 6,7:* O 3:* 8,9,10:* 1:* 11,12:* 13:* 14:1',
  'P 0:1 1:O 1:P 2,3:* 4:* 5:* 6:8',
];

/** The queries, first to last, as graphs. */
export const TPCH_QUERIES: readonly (readonly QueryStage[])[] = QUERIES.map((text) =>
  text.split(' ').map(stageOf),
);

function stageOf(word: string): QueryStage {
  const [what, parents] = word.split(':').reverse();
  const table = TABLES.find((name) => name === what) ?? null;
  return {
    table,
    tasks: table === null && what !== '*' ? Number(what) : null,
    parents: parents === undefined ? [] : parents.split(',').map(Number),
  };
}

/**
 * Blocks of 128 MiB that a table has at a scale of one GB. The tasks of the scans at 2, 20 and
 * 100 GB follow: 12, 117, 585 of lineitem (measured 12, 117, 593), 3, 27, 133 of orders.
 */
export const BLOCKS_PER_GB: Readonly<Record<Table, number>> = {
  ...{ L: 5.85, O: 1.33, B: 0.9, P: 0.19, S: 0.01 },
};

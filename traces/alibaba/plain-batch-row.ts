import type { RowCursor } from '../reading/row-cursor.ts';
import { MAX_INSTANCES, MAX_SECONDS } from './batch-task.ts';

/** The fields of a row where they lie: bounds of names, values of numbers (NaN where blank). */
export interface PlainBatchRow {
  jobFrom: number;
  jobTo: number;
  nameFrom: number;
  nameTo: number;
  statusFrom: number;
  statusTo: number;
  /** Of both requests together. */
  requestFrom: number;
  requestTo: number;
  instances: number;
  startSeconds: number;
  endSeconds: number;
  cpuPercent: number;
  memoryFraction: number;
}

/** To be filled, row after row. */
export function newPlainBatchRow(): PlainBatchRow {
  return {
    ...{ jobFrom: 0, jobTo: 0, nameFrom: 0, nameTo: 0, statusFrom: 0, statusTo: 0 },
    ...{ requestFrom: 0, requestTo: 0, instances: 0, startSeconds: 0, endSeconds: 0 },
    ...{ cpuPercent: 0, memoryFraction: 0 },
  };
}

/** Reads a row as the trace has them; false for any other, good or bad. */
export type ReadPlainRow = (cursor: RowCursor, row: PlainBatchRow) => boolean;

/** The columns of cluster-trace-v2017. */
export function readPlain2017(cursor: RowCursor, row: PlainBatchRow): boolean {
  row.startSeconds = cursor.decimalOr(0);
  row.endSeconds = cursor.decimalOr(0);
  readJob(cursor, row);
  readName(cursor, row);
  row.instances = cursor.decimalOr(0);
  readStatus(cursor, row);
  readRequests(cursor, row);
  return isUsable(cursor, row);
}

/** The columns of cluster-trace-v2018, whose memory is in hundredths. */
export function readPlain2018(cursor: RowCursor, row: PlainBatchRow): boolean {
  readName(cursor, row);
  row.instances = cursor.decimalOr(0);
  readJob(cursor, row);
  cursor.skip(1);
  readStatus(cursor, row);
  row.startSeconds = cursor.decimalOr(0);
  row.endSeconds = cursor.decimalOr(0);
  readRequests(cursor, row);
  row.memoryFraction /= 100;
  return isUsable(cursor, row);
}

function readJob(cursor: RowCursor, row: PlainBatchRow): void {
  cursor.name();
  row.jobFrom = cursor.from;
  row.jobTo = cursor.to;
}

function readName(cursor: RowCursor, row: PlainBatchRow): void {
  cursor.name();
  row.nameFrom = cursor.from;
  row.nameTo = cursor.to;
}

function readStatus(cursor: RowCursor, row: PlainBatchRow): void {
  cursor.name();
  row.statusFrom = cursor.from;
  row.statusTo = cursor.to;
}

function readRequests(cursor: RowCursor, row: PlainBatchRow): void {
  row.cpuPercent = cursor.decimalOr(Number.NaN);
  row.requestFrom = cursor.from;
  row.memoryFraction = cursor.decimalOr(Number.NaN);
  row.requestTo = cursor.to;
}

function isUsable(cursor: RowCursor, row: PlainBatchRow): boolean {
  if (!cursor.plain || row.cpuPercent < 0 || row.memoryFraction < 0) return false;
  const { instances, startSeconds, endSeconds } = row;
  const isCount = Number.isInteger(instances) && instances >= 0 && instances <= MAX_INSTANCES;
  const hasNames =
    row.jobTo > row.jobFrom && row.nameTo > row.nameFrom && row.statusTo > row.statusFrom;
  return (
    isCount &&
    hasNames &&
    Math.abs(startSeconds) <= MAX_SECONDS &&
    Math.abs(endSeconds) <= MAX_SECONDS
  );
}

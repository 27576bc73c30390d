/**
 * What a thread makes of a trace: the hash of its workload. Runs as it is in Node and in a page.
 *
 * @param {string} built address of the built sources
 * @param {Uint8Array} bytes of a whole trace, unpacked
 * @param {number} chunk bytes that the reader gets at once
 * @returns {Promise<string>} the hash, or why there is no workload
 */
export async function traceHash(built, bytes, chunk) {
  const { TRACE_FORMATS } = await import(`${built}/traces/reading/format-table.js`);
  const { detectFormat } = await import(`${built}/traces/reading/detect-format.js`);
  const { DEFAULT_WORKLOAD_SETTINGS } = await import(`${built}/traces/model/workload-settings.js`);
  const { hashOfWorkload } = await import(`${built}/traces/model/workload-hash.js`);
  const start = new TextDecoder().decode(bytes.subarray(0, 65_536));
  const reader = detectFormat(start, TRACE_FORMATS).format.reader();
  for (let from = 0; from < bytes.length; from += chunk) {
    reader.push(bytes.subarray(from, from + chunk));
  }
  const workload = reader.end().toWorkload('w', DEFAULT_WORKLOAD_SETTINGS);
  return typeof workload === 'string' ? workload : hashOfWorkload(workload);
}

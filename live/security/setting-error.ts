/** A file or a text that sets something cannot be taken: where, what was found and wanted. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

import { expect, it } from 'vitest';

import { loggable } from './loggable.ts';

it('A log shows an input without what its framework wrote', () => {
  const environment = { variables: [{ name: 'PASSWORD', value: 'pa"ss\\word' }] };
  const task = { taskId: 7, mesos: JSON.stringify({ command: { environment } }) };
  const text = loggable({ type: 'ACCEPT', launches: [task, task] });
  expect(text).toBe(
    '{"type":"ACCEPT","launches":[{"taskId":7,"mesos":"…"},{"taskId":7,"mesos":"…"}]}',
  );
});

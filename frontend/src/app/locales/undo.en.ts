/** Taking acts back, in English. */
export default {
  title: 'Undo',
  act: 'Undo',
  correct: 'Correct',
  correctHint: 'A correcting entry is added; this entry stays',
  recent: 'Recent acts',
  note: 'One press for 30 seconds; after that with a reason, as a correcting entry. Nothing is ever deleted.',
  undone: 'undone',
  left: '{n} {n|second|seconds} left to undo at once',
  reasonTitle: 'Correct: {act}',
  reasonLabel: 'Say why (it is kept beside the first entry)',
  corrected: 'Corrected: {act}',
  takesBack: 'Corrects “{what}” by {by} at {at}:',
  field: { quantity: 'quantity', least: 'at least', latest_at: 'by', work_s: 'work (s)', state: 'state', response_level: 'response level', position: 'position', facts: 'other facts' },
  because: 'because: {reason}',
}

/** Columns that a character takes on a terminal, as wcwidth(3) counts: 0 what is put onto the one before, 2 East Asian wide and emoji. */
export function widthOf(char: string): 0 | 1 | 2 {
  if (char < '\u0300') return 1
  if (zero.test(char)) return 0
  return wide.test(char) ? 2 : 1
}

const zero = /^(?:\p{Mn}|\p{Me}|\p{Default_Ignorable_Code_Point})/u
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u

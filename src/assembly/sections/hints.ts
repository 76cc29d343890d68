// What an author could do about a mistake, by its kind; what depends on the case stands where the mistake is found.

const LABELS = 'a label is defined by its name, a colon and white space behind it'
const BRACKETS = 'values are computed in brackets, in section .data: `size: [. - text]`'

/** Hints by code, without the codes' common beginning. */
export const HINTS: Readonly<Record<string, string>> = {
  comptime_exception: BRACKETS,
  constant_error: 'constants are $10, $0x1F, $0b101, $1.5e3 or a name such as $syscall',
  invalid_argument: '`isaforge info mvm NAME` shows what an instruction takes',
  invalid_directive: 'ascii items stand between section .data and section .text',
  invalid_section_placement: 'begin with section .data; section .text follows once and is the last',
  label_redefinition: 'give one of them another name; there are no local labels',
  not_allowed: 'texts and brackets belong into section .data, the entry into section .text',
  number_parse_error: 'numbers are $10, $0x1F, $0b101 or $1.5e3; whole numbers go up to 2^63 - 1',
  unexpected_token: 'operands are separated by commas; a colon behind a name needs white space',
  unknown_character: 'comments begin with ; and registers with %',
  unknown_label: LABELS,
  unknown_section: 'sections are called .data and .text',
  unsupported_expression: 'there are + - * and /',
  unterminated_string: 'close it with a double quote; there is no way to write one inside',
}

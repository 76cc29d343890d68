// Rules for the SM83, the processor of the Game Boy. Operands in parentheses may be written in brackets, too.

const REGISTERS = `
#subruledef sm83_register
{
    b => 0b000
    c => 0b001
    d => 0b010
    e => 0b011
    h => 0b100
    l => 0b101
    (hl) => 0b110
    a => 0b111
}

#subruledef sm83_pair
{
    bc => 0b00
    de => 0b01
    hl => 0b10
    sp => 0b11
}

#subruledef sm83_stacked
{
    bc => 0b00
    de => 0b01
    hl => 0b10
    af => 0b11
}

#subruledef sm83_condition
{
    nz => 0b00
    z => 0b01
    nc => 0b10
    c => 0b11
}
`

const LOADS = `
    ld {to: sm83_register},{from: sm83_register} => {
        $assert(!(to == 6 && from == 6), "there is no load from memory to memory")
        0b01 @ to @ from
    }
    ld {to: sm83_register},{value: i8} => 0b00 @ to @ 0b110 @ value
    ld {to: sm83_pair},{value: i16} => 0b00 @ to @ 0b0001 @ $le(value)
    ld (bc),a => 0x02
    ld (de),a => 0x12
    ld (hl+),a => 0x22
    ld (hli),a => 0x22
    ld (hl-),a => 0x32
    ld (hld),a => 0x32
    ld a,(bc) => 0x0a
    ld a,(de) => 0x1a
    ld a,(hl+) => 0x2a
    ld a,(hli) => 0x2a
    ld a,(hl-) => 0x3a
    ld a,(hld) => 0x3a
    ld (c),a => 0xe2
    ld a,(c) => 0xf2
    ld ({address: u16}),a => 0xea @ $le(address)
    ld a,({address: u16}) => 0xfa @ $le(address)
    ld ({address: u16}),sp => 0x08 @ $le(address)
    ld sp,hl => 0xf9
    ld hl,sp+{distance: s8} => 0xf8 @ distance
    ld hl,sp-{distance: u7} => 0xf8 @ (-distance)\`8
    ldh ({offset: u8}),a => 0xe0 @ offset
    ldh a,({offset: u8}) => 0xf0 @ offset
    ldh ({address: u16}),a => {
        $assert(address >= 0xff00, "the address is not in the last page")
        0xe0 @ address[7:0]
    }
    ldh a,({address: u16}) => {
        $assert(address >= 0xff00, "the address is not in the last page")
        0xf0 @ address[7:0]
    }
    ldh (c),a => 0xe2
    ldh a,(c) => 0xf2
    push {pair: sm83_stacked} => 0b11 @ pair @ 0b0101
    pop {pair: sm83_stacked} => 0b11 @ pair @ 0b0001
`

const ARITHMETIC = `
    inc {register: sm83_register} => 0b00 @ register @ 0b100
    dec {register: sm83_register} => 0b00 @ register @ 0b101
    inc {pair: sm83_pair} => 0b00 @ pair @ 0b0011
    dec {pair: sm83_pair} => 0b00 @ pair @ 0b1011
    add hl,{pair: sm83_pair} => 0b00 @ pair @ 0b1001
    add sp,{distance: s8} => 0xe8 @ distance
    rlca => 0x07
    rrca => 0x0f
    rla => 0x17
    rra => 0x1f
    daa => 0x27
    cpl => 0x2f
    scf => 0x37
    ccf => 0x3f
`

const CONTROL = `
    nop => 0x00
    halt => 0x76
    stop => 0x1000
    di => 0xf3
    ei => 0xfb
    jp {target: u16} => 0xc3 @ $le(target)
    jp {condition: sm83_condition},{target: u16} => 0b110 @ condition @ 0b010 @ $le(target)
    jp hl => 0xe9
    jp (hl) => 0xe9
    jr {target: u16} => {
        distance = target - $ - 2
        $assert(distance >= -128 && distance <= 127, "the target is too far away")
        0x18 @ distance\`8
    }
    jr {condition: sm83_condition},{target: u16} => {
        distance = target - $ - 2
        $assert(distance >= -128 && distance <= 127, "the target is too far away")
        0b001 @ condition @ 0b000 @ distance\`8
    }
    call {target: u16} => 0xcd @ $le(target)
    call {condition: sm83_condition},{target: u16} => 0b110 @ condition @ 0b100 @ $le(target)
    ret => 0xc9
    ret {condition: sm83_condition} => 0b110 @ condition @ 0b000
    reti => 0xd9
    rst {vector: u6} => {
        $assert(vector % 8 == 0, "restarts are at multiples of 8")
        0b11 @ vector[5:3] @ 0b111
    }
`

/** Operations on the accumulator, in the order of their codes; some name it. */
const ACCUMULATOR = ['add', 'adc', 'sub', 'sbc', 'and', 'xor', 'or', 'cp']
/** Shifts and rotations, in the order of their codes. */
const SHIFTS = ['rlc', 'rrc', 'rl', 'rr', 'sla', 'sra', 'swap', 'srl']
/** Operations on single bits, in the order of their codes from 1 on. */
const BITS = ['bit', 'res', 'set']

const accumulatorRules = ACCUMULATOR.flatMap((mnemonic, code) => {
  const number = `0b${code.toString(2).padStart(3, '0')}`
  return ['', 'a,'].flatMap((accumulator) => [
    `    ${mnemonic} ${accumulator}{register: sm83_register} => 0b10 @ ${number} @ register`,
    `    ${mnemonic} ${accumulator}{value: i8} => 0b11 @ ${number} @ 0b110 @ value`,
  ])
})

const shiftRules = SHIFTS.map((mnemonic, code) => {
  const number = `0b${code.toString(2).padStart(5, '0')}`
  return `    ${mnemonic} {register: sm83_register} => 0xcb @ ${number} @ register`
})

const bitRules = BITS.map((mnemonic, index) => {
  const number = `0b${(index + 1).toString(2).padStart(2, '0')}`
  return `    ${mnemonic} {bit: u3},{register: sm83_register} => 0xcb @ ${number} @ bit @ register`
})

/** A rule whose pattern has parentheses, also with brackets. */
function withBrackets(text: string): string {
  return text.replace(
    /^( *)([^\n=]*\([^\n=]*\)[^\n=]*)(=>(?: \{\n[\s\S]*?\n {4}\}|[^\n]*))/gm,
    (rule, indent, pattern, body) => {
      const bracketed = pattern.replaceAll('(', '[').replaceAll(')', ']')
      return `${rule}\n${indent}${bracketed}${body}`
    },
  )
}

/** The rules as a source text. */
export const sm83: string = [
  '#once',
  withBrackets(REGISTERS),
  '#ruledef',
  '{',
  withBrackets(LOADS),
  ARITHMETIC,
  withBrackets(CONTROL),
  ...accumulatorRules,
  ...shiftRules,
  ...bitRules,
  '}',
  '',
].join('\n')

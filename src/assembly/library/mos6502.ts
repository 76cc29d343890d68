// Rules for the NMOS 6502, made from a table of its opcodes. It is long because the table is.

/** Per way to address: the operand in a pattern, and how it is encoded behind the opcode. */
const MODES = {
  imp: ['', ''],
  acc: ['a', ''],
  imm: ['#{value: i8}', 'value'],
  zp: ['{address: u8}', 'address'],
  zpx: ['{address: u8},x', 'address'],
  zpy: ['{address: u8},y', 'address'],
  abs: ['{address: u16}', '$le(address)'],
  absx: ['{address: u16},x', '$le(address)'],
  absy: ['{address: u16},y', '$le(address)'],
  ind: ['({address: u16})', '$le(address)'],
  indx: ['({address: u8},x)', 'address'],
  indy: ['({address: u8}),y', 'address'],
} as const

type Mode = keyof typeof MODES

/** A mnemonic with the opcode of each way to address, in hexadecimal. */
const OPCODES = `
adc imm=69 zp=65 zpx=75 abs=6d absx=7d absy=79 indx=61 indy=71
and imm=29 zp=25 zpx=35 abs=2d absx=3d absy=39 indx=21 indy=31
asl imp=0a acc=0a zp=06 zpx=16 abs=0e absx=1e
bit zp=24 abs=2c
brk imp=00
clc imp=18
cld imp=d8
cli imp=58
clv imp=b8
cmp imm=c9 zp=c5 zpx=d5 abs=cd absx=dd absy=d9 indx=c1 indy=d1
cpx imm=e0 zp=e4 abs=ec
cpy imm=c0 zp=c4 abs=cc
dec zp=c6 zpx=d6 abs=ce absx=de
dex imp=ca
dey imp=88
eor imm=49 zp=45 zpx=55 abs=4d absx=5d absy=59 indx=41 indy=51
inc zp=e6 zpx=f6 abs=ee absx=fe
inx imp=e8
iny imp=c8
jmp abs=4c ind=6c
jsr abs=20
lda imm=a9 zp=a5 zpx=b5 abs=ad absx=bd absy=b9 indx=a1 indy=b1
ldx imm=a2 zp=a6 zpy=b6 abs=ae absy=be
ldy imm=a0 zp=a4 zpx=b4 abs=ac absx=bc
lsr imp=4a acc=4a zp=46 zpx=56 abs=4e absx=5e
nop imp=ea
ora imm=09 zp=05 zpx=15 abs=0d absx=1d absy=19 indx=01 indy=11
pha imp=48
php imp=08
pla imp=68
plp imp=28
rol imp=2a acc=2a zp=26 zpx=36 abs=2e absx=3e
ror imp=6a acc=6a zp=66 zpx=76 abs=6e absx=7e
rti imp=40
rts imp=60
sbc imm=e9 zp=e5 zpx=f5 abs=ed absx=fd absy=f9 indx=e1 indy=f1
sec imp=38
sed imp=f8
sei imp=78
sta zp=85 zpx=95 abs=8d absx=9d absy=99 indx=81 indy=91
stx zp=86 zpy=96 abs=8e
sty zp=84 zpx=94 abs=8c
tax imp=aa
tay imp=a8
tsx imp=ba
txa imp=8a
txs imp=9a
tya imp=98
`

const BRANCHES = { bpl: '10', bmi: '30', bvc: '50', bvs: '70', bcc: '90', bcs: 'b0', bne: 'd0', beq: 'f0' }

function rulesOfLine(line: string): string[] {
  const [mnemonic, ...entries] = line.split(' ')
  return entries.flatMap((entry) => {
    const [mode, opcode] = entry.split('=')
    return rulesOfMode(mnemonic, mode as Mode, opcode)
  })
}

/** The zero page can also be asked for with `<`. */
function rulesOfMode(mnemonic: string, mode: Mode, opcode: string): string[] {
  const [operand, encoding] = MODES[mode]
  const body = encoding === '' ? `0x${opcode}` : `0x${opcode} @ ${encoding}`
  const rule = (written: string): string => `    ${`${mnemonic} ${written}`.trim()} => ${body}`
  return operand.startsWith('{address: u8}') ? [rule(operand), rule(`<${operand}`)] : [rule(operand)]
}

function branchRule([mnemonic, opcode]: readonly [string, string]): string {
  const checks = '$assert(distance >= -128 && distance <= 127, "the target is too far away")'
  return `    ${mnemonic} {target: u16} => { distance = target - $ - 2, ${checks}, 0x${opcode} @ distance\`8 }`
}

/** The rules as a source text. */
export const mos6502: string = [
  '#once',
  '#ruledef',
  '{',
  ...OPCODES.trim().split('\n').flatMap(rulesOfLine),
  ...Object.entries(BRANCHES).map(branchRule),
  '}',
  '',
].join('\n')

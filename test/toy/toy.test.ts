// From one description of four instructions: assembler, disassembler, engines and manual.
import { assemble, disassemble, filesOf } from 'isaforge/assembly'
import { buildMachine } from 'isaforge/board'
import { ENGINE_NAMES } from 'isaforge/engines'
import { describe, expect, test } from 'vitest'
import { machineManual, renderMarkdown, renderText } from '../../src/core/manual/index.js'
import { toyKit } from './machine.js'

const { machine } = toyKit

const SOURCE = `
start = 7
put start
again:
less 1
unless again
put 0x123
less 0x100 - 0x10
done
`

const assembled = (source: string) =>
  assemble({ entry: 'main.toy', files: filesOf({ 'main.toy': source }), machine })
const IMAGE = Uint8Array.of(0x10, 7, 0x20, 1, 0x30, 2, 0x11, 0x23, 0x20, 0xf0, 0x40, 0)

describe('the assembler', () => {
  test('assembles a program with constants, labels and expressions', () => {
    const { image, diagnostics } = assembled(SOURCE)
    expect(diagnostics).toEqual([])
    expect(image).toEqual(IMAGE)
  })

  test('says what is wrong and where', () => {
    const { image, diagnostics } = assembled('put 1\nputt 2\nput 4096\n')
    expect(image).toBeUndefined()
    const lines = diagnostics.map(({ labels: [label] }) => label?.span.file.position(label.span.start).line)
    expect(lines).toEqual([2, 3])
  })
})

describe('the disassembler', () => {
  test('prints text that assembles to the same bytes', () => {
    const text = disassemble(machine, IMAGE)
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'put',
      'less',
      'unless',
      'put',
      'less',
      'done',
    ])
    expect(assembled(`${text}\n`).image).toEqual(IMAGE)
  })

  test('prints any bytes as text that assembles, and means the same', () => {
    for (let first = 0; first < 256; first++) {
      const text = disassemble(machine, Uint8Array.of(first, 0x9c, 0x41, first))
      const { image } = assembled(`${text}\n`)
      expect(image).toHaveLength(4)
      expect(image && disassemble(machine, image)).toBe(text)
    }
  })
})

describe.each(ENGINE_NAMES)('the %s engine', (engine) => {
  const build = (image: Uint8Array) => {
    const { vm } = buildMachine(toyKit, {
      image,
      engine,
      services: { write: () => undefined, now: () => 0n },
    })
    return vm
  }

  test('runs a program to its exit', () => {
    const vm = build(IMAGE)
    expect(vm.run()).toEqual({ kind: 'exit', pc: 12n, status: 0x33 })
    expect(vm.retired).toBe(1 + 2 * 7 + 3)
  })

  test('traps where there is no instruction and no code', () => {
    expect(build(Uint8Array.of(0x10, 1, 0xff)).run()).toMatchObject({ kind: 'trap', trap: 'illegal', pc: 2n })
    expect(build(Uint8Array.of(0x10, 1, 0x34, 0x56)).run()).toEqual({
      kind: 'trap',
      pc: 0x456n,
      trap: 'outside',
      message: 'there is no code at 0x456',
      value: 0x456n,
    })
  })

  test('wraps its 16-bit register', () => {
    const vm = build(Uint8Array.of(0x20, 1, 0x40, 0))
    expect(vm.run()).toMatchObject({ kind: 'exit', status: 0xff })
    expect(vm.register('total')).toBe(0xffff)
  })
})

describe('the manual', () => {
  test('has every instruction with its syntax, summary and meaning', () => {
    const text = renderMarkdown(machineManual(toyKit))
    for (const { name, summary } of machine.instructions) {
      expect(text).toContain(`## ${name}`)
      expect(text).toContain(summary)
    }
    expect(text).toContain('total')
  })

  test('fits a terminal', () => {
    const text = renderText(machineManual(toyKit), { width: 80, emphasise: (heading: string) => heading })
    expect(text).toContain('Four instructions that count')
  })
})

// Files for programs of the Nintendo Entertainment System: its registers, and the layout of a cartridge without a mapper.

/** Names of the registers of picture and sound. */
export const nesConstants = `#once

PPUCTRL   = 0x2000
PPUMASK   = 0x2001
PPUSTATUS = 0x2002
OAMADDR   = 0x2003
OAMDATA   = 0x2004
PPUSCROLL = 0x2005
PPUADDR   = 0x2006
PPUDATA   = 0x2007

SQ1_VOL    = 0x4000
SQ1_SWEEP  = 0x4001
SQ1_LO     = 0x4002
SQ1_HI     = 0x4003
SQ2_VOL    = 0x4004
SQ2_SWEEP  = 0x4005
SQ2_LO     = 0x4006
SQ2_HI     = 0x4007
TRI_LINEAR = 0x4008
TRI_LO     = 0x400a
TRI_HI     = 0x400b
NOISE_VOL  = 0x400c
NOISE_LO   = 0x400e
NOISE_HI   = 0x400f
DMC_FREQ   = 0x4010
DMC_RAW    = 0x4011
DMC_START  = 0x4012
DMC_LEN    = 0x4013
OAMDMA     = 0x4014
SND_CHN    = 0x4015
JOY1       = 0x4016
JOY2       = 0x4017
`

/** Banks, header and vectors of a cartridge with 32 KiB of program; the program defines \`nmi\`, \`reset\` and \`irq\`. */
export const nesCartridge = `#once
#include "cpu.asm"
#include "constants.asm"

#bankdef zeropage { addr = 0x0000, size = 0x0100 }
#bankdef ram      { addr = 0x0200, size = 0x0600 }
#bankdef header   { addr = 0x0000, size = 0x0010, outp = 0, fill }
#bankdef prg      { addr = 0x8000, size = 0x7ffa, outp = 8 * 0x0010, fill }
#bankdef vectors  { addr = 0xfffa, size = 0x0006, outp = 8 * 0x800a, fill }

#bank header
#d "NES", 0x1a
#d8 2, 0, 0, 0

#bank vectors
#d $le(nmi\`16), $le(reset\`16), $le(irq\`16)

#bank prg
`

// Files for programs of the Game Boy: its registers and its memory.

/** Names of the hardware's registers. */
export const gameBoyConstants = `#once

P1   = 0xff00
SB   = 0xff01
SC   = 0xff02
DIV  = 0xff04
TIMA = 0xff05
TMA  = 0xff06
TAC  = 0xff07
IF   = 0xff0f
NR10 = 0xff10
NR11 = 0xff11
NR12 = 0xff12
NR13 = 0xff13
NR14 = 0xff14
NR21 = 0xff16
NR22 = 0xff17
NR23 = 0xff18
NR24 = 0xff19
NR30 = 0xff1a
NR31 = 0xff1b
NR32 = 0xff1c
NR33 = 0xff1d
NR34 = 0xff1e
NR41 = 0xff20
NR42 = 0xff21
NR43 = 0xff22
NR44 = 0xff23
NR50 = 0xff24
NR51 = 0xff25
NR52 = 0xff26
WAVE = 0xff30
LCDC = 0xff40
STAT = 0xff41
SCY  = 0xff42
SCX  = 0xff43
LY   = 0xff44
LYC  = 0xff45
DMA  = 0xff46
BGP  = 0xff47
OBP0 = 0xff48
OBP1 = 0xff49
WY   = 0xff4a
WX   = 0xff4b
IE   = 0xffff
`

/** The memory that a program can reserve space in. */
export const gameBoyBanks = `#once

#bankdef vram { addr = 0x8000, size = 0x2000 }
#bankdef sram { addr = 0xa000, size = 0x2000 }
#bankdef wram { addr = 0xc000, size = 0x2000 }
#bankdef oam  { addr = 0xfe00, size = 0x00a0 }
#bankdef hram { addr = 0xff80, size = 0x007f }
`

/** The memory of a cartridge of 32 KiB. */
export const gameBoyCartridge = `#once

#bankdef rom { addr = 0x0000, size = 0x8000, outp = 0, fill }
`

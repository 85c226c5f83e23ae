-- Pandoc filter for the Markdown blocks of a chapter.

local BOUNDARY = '<!--tc-block-->'
local open = {}

-- Levels become 2, 3, ... without a gap (the title is the only level 1): PDF/UA and WCAG both
-- refuse a heading that skips a level.
function Header(el)
  while #open > 0 and open[#open] >= el.level do table.remove(open) end
  table.insert(open, el.level)
  el.level = math.min(#open + 1, 6)
  el.identifier = ''
  return el
end

-- Raw HTML is never passed on: it is shown as the text that was written.
function RawInline(el) return pandoc.Str(el.text) end

function RawBlock(el)
  if el.text:match('^%s*(.-)%s*$') ~= BOUNDARY then return pandoc.Para{pandoc.Str(el.text)} end
  local mark = FORMAT == 'typst' and '// tc-block' or BOUNDARY
  return pandoc.RawBlock(FORMAT, mark)
end

-- A link to a place that only a notebook viewer knows would stop the PDF.
function Link(el)
  if FORMAT == 'typst' and el.target:match('^#') and not el.target:match('^#[%w_-]+:%l%l%l%-') then
    return el.content
  end
end

-- Typst reads "-?" as an invisible soft hyphen, which pandoc does not escape: part the two.
function Str(el)
  if FORMAT ~= 'typst' then return end
  local parts = pandoc.Inlines{}
  local from, at = 1, el.text:find('-?', 1, true)
  while at do
    parts:extend{pandoc.Str(el.text:sub(from, at)), pandoc.RawInline('typst', '#""')}
    from, at = at + 1, el.text:find('-?', at + 1, true)
  end
  parts:insert(pandoc.Str(el.text:sub(from)))
  return parts
end

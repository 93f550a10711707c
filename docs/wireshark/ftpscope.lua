-- What ftpscope says of each frame, as fields of Wireshark and tshark:
--
--   ftpscope.session   number of the session; twice for a transfer between servers
--   ftpscope.role      who sent the frame: client, server, other_server, third_party
--   ftpscope.mode      of a frame of a data connection: active, passive
--   ftpscope.note      what the frame means
--
-- The rows come from a file, which ftpscope writes:
--
--   ftpscope timeline --format ndjson capture.pcap > capture.ndjson
--   wireshark -X lua_script:ftpscope.lua -o ftpscope.rows:capture.ndjson capture.pcap
--   tshark -X lua_script:ftpscope.lua -o ftpscope.rows:capture.ndjson -r capture.pcap -Y 'ftpscope.session == 2'
--
-- In the folder of personal Lua plugins it needs no -X. The environment variable FTPSCOPE_ROWS does instead of the
-- preference. Where rows are of several files, the preference "file" names the one that is opened, as ftpscope was given
-- it; else frames are counted through all of them, as in a file that mergecap made.

local ftpscope = Proto("ftpscope", "FTP session (ftpscope)")

local session = ProtoField.uint32("ftpscope.session", "Session")
local role = ProtoField.string("ftpscope.role", "Sent by")
local mode = ProtoField.string("ftpscope.mode", "Mode")
local note = ProtoField.string("ftpscope.note", "Note")
ftpscope.fields = { session, role, mode, note }

ftpscope.prefs.rows = Pref.string("Rows", "", "File that ftpscope timeline --format ndjson wrote")
ftpscope.prefs.file = Pref.string("File", "", "Which of several capture files is opened, as ftpscope was given it")

-- The characters that a backslash makes of a letter (RFC 8259 section 7).
local ESCAPES = {
    b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ["\""] = "\"", ["\\"] = "\\", ["/"] = "/",
}

-- A code point in UTF-8; older Lua has no utf8.char.
local function utf8_of(code)
    if code < 0x80 then
        return string.char(code)
    end
    if code < 0x800 then
        return string.char(0xc0 + math.floor(code / 0x40), 0x80 + code % 0x40)
    end
    if code < 0x10000 then
        return string.char(
            0xe0 + math.floor(code / 0x1000),
            0x80 + math.floor(code / 0x40) % 0x40,
            0x80 + code % 0x40
        )
    end
    return string.char(
        0xf0 + math.floor(code / 0x40000),
        0x80 + math.floor(code / 0x1000) % 0x40,
        0x80 + math.floor(code / 0x40) % 0x40,
        0x80 + code % 0x40
    )
end

-- The string that begins behind the quote at `at`, and the place behind its end.
local function read_string(text, at)
    local parts = {}
    while true do
        local mark = text:find("[\"\\]", at)
        if not mark then
            return nil, #text + 1
        end
        parts[#parts + 1] = text:sub(at, mark - 1)
        if text:sub(mark, mark) == "\"" then
            return table.concat(parts), mark + 1
        end
        local letter = text:sub(mark + 1, mark + 1)
        at = mark + 2
        if letter == "u" then
            local code = tonumber(text:sub(at, at + 3), 16) or 0xfffd
            at = at + 4
            local low = text:match("^\\u(%x%x%x%x)", at)
            if code >= 0xd800 and code < 0xdc00 and low then
                code = 0x10000 + (code - 0xd800) * 0x400 + (tonumber(low, 16) - 0xdc00)
                at = at + 6
            end
            parts[#parts + 1] = utf8_of(code)
        else
            parts[#parts + 1] = ESCAPES[letter] or letter
        end
    end
end

-- The value at `at`, and the place behind it: a string, a number, nothing, or a list of numbers.
local function read_value(text, at)
    local first = text:sub(at, at)
    if first == "\"" then
        return read_string(text, at + 1)
    end
    if first == "[" then
        local inside, behind = text:match("^%[([^%]]*)%]()", at)
        local list = {}
        for number in (inside or ""):gmatch("%d+") do
            list[#list + 1] = tonumber(number)
        end
        return list, behind or #text + 1
    end
    local word, behind = text:match("^([%w%.%+%-]+)()", at)
    return tonumber(word or ""), behind or #text + 1
end

-- A line of NDJSON: an object without objects in it.
local function read_row(line)
    local row = {}
    local at = line:find("{", 1, true)
    while at do
        local quote = line:find("\"", at, true)
        if not quote then
            break
        end
        local key, behind = read_string(line, quote + 1)
        local value
        local begin = line:match("^%s*:%s*()", behind)
        if not key or not begin then
            break
        end
        value, at = read_value(line, begin)
        row[key] = value
    end
    return row
end

-- Rows by the numbers of their frames.
local rows = {}

local function load_rows()
    rows = {}
    local path = ftpscope.prefs.rows
    if path == "" then
        path = os.getenv("FTPSCOPE_ROWS") or ""
    end
    if path == "" then
        return
    end
    local file, problem = io.open(path, "r")
    if not file then
        print("ftpscope.lua: " .. problem)
        return
    end
    local wanted = ftpscope.prefs.file
    for line in file:lines() do
        local row = read_row(line)
        local number = row["No."]
        if wanted ~= "" then
            number = row["File"] == wanted and row["FileFrame"] or nil
        end
        if number then
            rows[number] = {
                sessions = row["Session"] or {},
                role = row["Role"],
                mode = row["Mode"],
                note = row["Note"],
            }
        end
    end
    file:close()
end

-- Called before a file is read, and again when it is read anew.
function ftpscope.init()
    load_rows()
end

function ftpscope.dissector(buffer, packet, tree)
    local row = rows[packet.number]
    if not row then
        return
    end
    local branch = tree:add(ftpscope)
    branch:set_generated()
    for _, number in ipairs(row.sessions) do
        branch:add(session, number):set_generated()
    end
    if row.role then
        branch:add(role, row.role):set_generated()
    end
    if row.mode then
        branch:add(mode, row.mode):set_generated()
    end
    if row.note and row.note ~= "" then
        branch:add(note, row.note):set_generated()
        branch:append_text(": " .. row.note)
    end
end

register_postdissector(ftpscope)

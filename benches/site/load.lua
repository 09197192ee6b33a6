-- Asks for the addresses of a file in turn, and prints what came of it as JSON. Arguments: the file, then `Name: value`
-- headers.
local addresses, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do addresses[#addresses + 1] = line end
  for i = 2, #arguments do
    local name, value = arguments[i]:match("^([^:]+): (.*)$")
    wrk.headers[name] = value
  end
  -- Threads and rounds begin at different places.
  math.randomseed(os.time() * 1000 + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000000)
  at = math.random(#addresses)
end

function request()
  at = at % #addresses + 1
  return wrk.format(nil, addresses[at])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"failed":%d,"bytes":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, summary.bytes))
end

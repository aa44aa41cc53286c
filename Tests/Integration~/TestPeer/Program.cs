using System;
using System.Linq;
using P2PNet;
using P2PNet.TestPeer;

// create URL | join URL CODE, then sizes of the probes: a player in a lobby. Prints a line for each thing that happens; ends when the peer left.
// create-relayed | join-relayed: the same over relays alone.
// resolve NAME: looks a .local name up. watch: says when the machine's addresses change.
// offer | answer: one link without a lobby, signaled over standard input and output.
if (args[0] is "offer" or "answer")
{
    RawLink.Run(offers: args[0] == "offer");
    return 0;
}

if (args[0] == "resolve")
{
    var watch = System.Diagnostics.Stopwatch.StartNew();
    var found = await P2PNet.Native.MdnsResolver.ResolveAsync(args[1]);
    Console.WriteLine($"found {(found.Count == 0 ? "nothing" : found[0].AddressToString())} after {watch.ElapsedMilliseconds} ms");
    return 0;
}

if (args[0] == "watch")
{
    AddressReport.Run();
    return 0;
}

string url = args[1];
bool joins = args[0] is "join" or "join-relayed";
bool isRelayed = args[0].EndsWith("-relayed", StringComparison.Ordinal);
int[] sizes = [.. args.Skip(joins ? 3 : 2).Select(int.Parse)];

await using var client = new P2PClient(new P2PClientOptions
{
    ServerUrl = url,
    PlayerName = "Test peer",
    TransportPolicy = isRelayed ? P2PNet.Rtc.IceTransportPolicy.Relay : P2PNet.Rtc.IceTransportPolicy.All,
    LoopbackOnly = isRelayed,
    Log = line => Console.Error.WriteLine(line),
});
try
{
    await using var session = joins
        ? await client.JoinLobbyByCodeAsync(args[2])
        : await client.CreateLobbyAsync(new CreateLobbyOptions { Name = "Test", MaxPlayers = 2 });
    Console.WriteLine($"code {session.Lobby.Code}");
    await new Echo(session, sizes).RunAsync();
    return 0;
}
catch (P2PException e)
{
    Console.WriteLine($"failed {e.Stage} {e.Message}");
    return 1;
}

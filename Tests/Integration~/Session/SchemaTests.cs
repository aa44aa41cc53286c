using System;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>Two versions of a game meet over real sockets.</summary>
[TestFixture]
internal sealed class SchemaTests
{
    [Test]
    public async Task MessageThatDiffersIsNamedToBothSides()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using P2PClient ann = NewClient<OldScore>(server, "Ann", "Game.Score(0:i32,1:str)"), bob = NewClient<NewScore>(server, "Bob", "Game.Score(0:f32,1:str)");
        Session first = await ann.CreateLobbyAsync(), second = await bob.JoinLobbyByCodeAsync(first.Lobby.Code);
        for (DateTime until = DateTime.UtcNow.AddSeconds(20); DateTime.UtcNow < until && (first.Peers.Count == 0 || first.Peers[0].Failure == null || second.Peers[0].Failure == null);)
        {
            first.Poll();
            second.Poll();
            await Task.Delay(5);
        }

        Assert.That(first.Peers[0].Failure?.Reason, Is.EqualTo("Game.Score differs: key 0 is int32 here and float32 at Bob's; both players need the same version of the game."));
        Assert.That(second.Peers[0].Failure?.Reason, Is.EqualTo("Game.Score differs: key 0 is float32 here and int32 at Ann's; both players need the same version of the game."));
    }

    private static P2PClient NewClient<T>(LobbyServer server, string name, string schema)
    {
        var registry = new MessageRegistry();
        registry.Add(new MessageDescriptor<T>(90, "Game.Score", Delivery.ReliableOrdered, (ulong)schema.GetHashCode(StringComparison.Ordinal), new Silent<T>(), schema));
        return new P2PClient(new P2PClientOptions { ServerUrl = server.HttpUri.ToString(), PlayerName = name, LoopbackOnly = true, Messages = registry }, P2PPlatform.Default);
    }

    /// <summary>The message of one version.</summary>
    private readonly struct OldScore;

    /// <summary>The message of the other.</summary>
    private readonly struct NewScore;

    private sealed class Silent<T> : IMessageFormatter<T>
    {
        public void Write(ref MessagePackWriter writer, in T value) => throw new NotSupportedException();

        public T Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}

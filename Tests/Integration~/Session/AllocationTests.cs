using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;
using P2PNet.Messages;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>In the steady state a message costs no garbage: neither the game's thread nor the network thread, over real sockets.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int WarmUpFrames = 300;
    private const int Frames = 600;
    private const int Windows = 6;

    [Test]
    public async Task MessagesAllocateNothingOnEitherThread()
    {
        // Heartbeats to the lobby server are not messages; the first one comes after the measurement.
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.Heartbeat, o.Timeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));
        var platform = new MeteredPlatform();
        await using var players = await Players.JoinAsync(server, 2, platform);
        int received = 0;
        foreach (Session session in players.Sessions)
        {
            session.On((Peer peer, in Tick tick) =>
            {
                received++;
                // An answer, as a game would give: the network thread sends within the same poll.
                if (tick.Number % 10 == 0) session.Send(peer, new Tick { Number = 1 }, Delivery.Unreliable);
            });
        }

        RunFrames(players, 0, WarmUpFrames);
        // A queue that has to grow once, because the machine paused, is not what a message costs: one of the windows has to be free of that.
        string windows = "";
        for (int window = 0; window < Windows; window++)
        {
            long[] networkBefore = platform.Allocated;
            long before = GC.GetAllocatedBytesForCurrentThread();
            int receivedBefore = received;
            RunFrames(players, WarmUpFrames + (window * Frames), Frames);
            long game = GC.GetAllocatedBytesForCurrentThread() - before;
            long[] network = [.. platform.Allocated.Zip(networkBefore, (after, then) => after - then)];
            Assert.That(received - receivedBefore, Is.GreaterThan(Frames * 5));
            windows += $"{received - receivedBefore} messages; game thread {game} bytes, network threads {network[0]} and {network[1]} bytes\n";
            if (game == 0 && network.All(bytes => bytes == 0)) break;
            Assert.That(window, Is.LessThan(Windows - 1), windows);
        }

        TestContext.Out.WriteLine(windows);
    }

    /// <summary>About 16 ms each, as a game at 60 Hz.</summary>
    private static void RunFrames(Players players, int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            for (int i = 0; i < players.Sessions.Count; i++)
            {
                Session session = players.Sessions[i];
                session.Broadcast(new Tick { Number = frame, X = frame }, Delivery.UnreliableSequenced);
                session.Broadcast(new Tick { Number = frame, X = frame }, Delivery.ReliableOrdered);
                session.Send(session.Peers[0], new Tick { Number = frame, Y = frame }, Delivery.ReliableUnordered);
                session.Poll();
            }

            Thread.Sleep(5);
        }
    }
}

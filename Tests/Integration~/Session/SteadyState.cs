using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>
/// Measures what the game's thread and the network threads of all players allocate. It runs on the game's thread; what it is given to run must not
/// allocate by itself.
/// </summary>
internal sealed class SteadyState(MeteredPlatform platform)
{
    /// <summary>A machine that pauses for longer than the warm-up did makes a queue grow once more: that is given one more chance.</summary>
    private const int Windows = 2;

    /// <summary>Time without a single message, after which it is hopeless.</summary>
    private const int HopelessMilliseconds = 20_000;

    /// <summary>Fails unless nothing is allocated while the action runs.</summary>
    /// <param name="window">What is measured; it runs again when the first run allocated.</param>
    public void Measure(Action window)
    {
        string seen = "";
        for (int i = 1; i <= Windows; i++)
        {
            long[] networkBefore = platform.Allocated;
            long before = GC.GetAllocatedBytesForCurrentThread();
            window();
            long game = GC.GetAllocatedBytesForCurrentThread() - before;
            long[] network = [.. platform.Allocated.Zip(networkBefore, (after, then) => after - then)];
            seen += $"game thread {game} bytes, network threads {string.Join(", ", network)} bytes\n";
            if (game == 0 && network.All(bytes => bytes == 0)) break;
            Assert.That(i, Is.LessThan(Windows), seen);
        }

        TestContext.Out.WriteLine(seen);
    }

    /// <summary>
    /// Has so many messages exchanged, a frame's worth at a time: the next frame comes when all have handled this one. So what waits anywhere is bounded by
    /// a frame, however busy the machine is.
    /// </summary>
    /// <param name="players">All of them are polled.</param>
    /// <param name="messages">How many are sent.</param>
    /// <param name="frame">How many of them at once.</param>
    /// <param name="send">Sends a message; its number is given.</param>
    /// <param name="handled">How many messages were handled so far, by all players.</param>
    /// <param name="handledEach">How many times each message is handled: by how many players.</param>
    public static void Exchange(Players players, int messages, int frame, Action<Players, int> send, Func<long> handled, int handledEach = 1)
    {
        long expected = handled();
        for (int sent = 0; sent < messages; sent += frame)
        {
            for (int i = 0; i < frame; i++) send(players, sent + i);
            for (int i = 0; i < players.Sessions.Count; i++) players.Sessions[i].Flush();
            expected += (long)frame * handledEach;
            long lastProgress = Environment.TickCount64;
            long before = handled();
            while (before < expected)
            {
                Thread.Sleep(1);
                for (int i = 0; i < players.Sessions.Count; i++) players.Sessions[i].Poll();
                long now = handled();
                if (now != before) lastProgress = Environment.TickCount64;
                else if (Environment.TickCount64 - lastProgress > HopelessMilliseconds) Assert.Fail($"{expected - now} messages did not arrive after {sent + frame} were sent.");
                before = now;
            }
        }
    }
}

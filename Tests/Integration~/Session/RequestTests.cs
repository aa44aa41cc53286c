using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.IntegrationTests.Server;

namespace P2PNet.IntegrationTests.Sessions;

/// <summary>Requests over real sockets, with a network thread on either side.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class RequestTests
{
    private const int Askers = 32;

    /// <summary>A machine that pauses for longer than the warm-up did makes a queue grow once more: that is given one more chance.</summary>
    private const int Windows = 2;

    private int _answered;

    [Test]
    public async Task HandlersAnswerFromAnyThread()
    {
        await using LobbyServer server = await LobbyServer.StartAsync();
        await using Players players = await Players.JoinAsync(server, 3);
        Session asker = players.Sessions[0];
        int pollThread = Environment.CurrentManagedThreadId;
        int handlers = 0;
        foreach (Session session in players.Sessions.Skip(1))
        {
            session.OnRequest<Ask, Answer>(async (_, ask, cancellation) =>
            {
                if (Environment.CurrentManagedThreadId == pollThread) handlers++;
                await Task.Delay(ask.Number % 7, cancellation).ConfigureAwait(false);
                if (ask.Number % 10 == 9) throw new RequestRefusedException("not " + ask.Number);
                return new Answer { Number = ask.Number * 2 };
            });
        }

        Task<Answer>[] tasks = [.. Enumerable.Range(0, 200).Select(i => asker.RequestAsync<Ask, Answer>(asker.Peers[i % 2], new Ask { Number = i }).AsTask())];
        players.PollUntil(() => tasks.All(t => t.IsCompleted), "all answers");
        for (int i = 0; i < tasks.Length; i++)
        {
            if (i % 10 == 9) Assert.That(tasks[i].Exception?.InnerException, Is.InstanceOf<RequestRefusedException>().With.Property("Reason").EqualTo("not " + i));
            else Assert.That((await tasks[i]).Number, Is.EqualTo(i * 2));
        }

        Assert.That(handlers, Is.EqualTo(200), "handlers begin on the thread that polls");
        Task<Answer> late = asker.RequestAsync<Ask, Answer>(asker.Peers[0], new Ask { Number = 6 }, TimeSpan.FromMilliseconds(1)).AsTask();
        Thread.Sleep(5);
        players.PollUntil(() => late.IsCompleted, "the time-out");
        Assert.That(late.Exception?.InnerException, Is.InstanceOf<TimeoutException>());
        players.PollUntil(() => asker.Statistics.LateResponses == 1, "the late answer");
    }

    // 32 callers that await one request after the other; AutoFlush wakes the network thread for each
    [Test]
    public async Task RequestsAllocateNothingOnEitherThread()
    {
        await using LobbyServer server = await LobbyServer.StartAsync(o => (o.Heartbeat, o.Timeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)));
        var platform = new MeteredPlatform();
        await using Players players = await Players.JoinAsync(server, 2, platform);
        foreach (Session session in players.Sessions) session.OnRequest((Peer _, in Ask ask) => new Answer { Number = ask.Number });
        for (int i = 0; i < Askers; i++) _ = AskForEver(players.Sessions[i % 2]);
        Run(players, 20_000);
        platform.Stall(TimeSpan.FromMilliseconds(500));
        Run(players, 20_000);
        // The last that a join does: STUN servers that did not answer are given up, and candidates end.
        for (DateTime until = DateTime.UtcNow.AddSeconds(6); DateTime.UtcNow < until;) Run(players, 100);

        string seen = "";
        for (int window = 1; window <= Windows; window++)
        {
            long[] networkBefore = platform.Allocated;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(players, 100_000);
            long game = GC.GetAllocatedBytesForCurrentThread() - before;
            long[] network = [.. platform.Allocated.Zip(networkBefore, (after, then) => after - then)];
            seen += $"100000 requests: game thread {game} bytes, network threads {network[0]} and {network[1]} bytes\n";
            if (game == 0 && network.All(bytes => bytes == 0)) break;
            Assert.That(window, Is.LessThan(Windows), seen);
        }

        TestContext.Out.WriteLine(seen);
    }

    private void Run(Players players, int requests)
    {
        int until = _answered + requests;
        long deadline = Environment.TickCount64 + 120_000;
        while (_answered < until)
        {
            for (int i = 0; i < players.Sessions.Count; i++) players.Sessions[i].Poll();
            Thread.Sleep(0);
            if (Environment.TickCount64 > deadline) Assert.Fail("the answers no longer come");
        }
    }

    private async Task AskForEver(Session session)
    {
        while (true)
        {
            Answer answer = await session.RequestAsync<Ask, Answer>(session.Peers[0], new Ask { Number = _answered });
            if (answer.Number >= 0) _answered++;
        }
    }
}

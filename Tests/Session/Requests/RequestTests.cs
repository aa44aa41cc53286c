#pragma warning disable CA2012 // These tests look at a ValueTask in ways that a game, which awaits it, does not.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Requests that are answered, and all the ways in which one is not.</summary>
    [TestFixture]
    internal sealed class RequestTests
    {
        // Ann -request-> Bob -response-> Ann
        [Test]
        public void AnswerComesBackWithinThePoll()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest((Peer peer, in Question question) => new Reply { Number = question.Number * 2 + peer.Name.Length });
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], new Question { Number = 20 });
            Pass(world, sessions[1]);
            world.Run(50);
            Assert.That(task.IsCompleted, Is.False, "nobody has polled");
            sessions[0].Poll();
            Assert.That(task.IsCompleted);
            Assert.That(task.Result.Number, Is.EqualTo(43));
            Assert.That(sessions[0].Statistics.RequestsSent, Is.EqualTo(1));
            Assert.That(sessions[1].Statistics.RequestsAnswered, Is.EqualTo(1));
        }

        [Test]
        public void WhatFollowsAnAwaitRunsWithinPollWhateverTheContext()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest<Question, Reply>((_, question) => new Reply { Number = question.Number });
            bool isPolling = false;
            var ran = new List<bool>();
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new DeafContext());
            try
            {
                Task task = AskTwice();
                for (int i = 0; i < 10 && !task.IsCompleted; i++)
                {
                    Pass(world, sessions[1]);
                    world.Run(50);
                    isPolling = true;
                    sessions[0].Poll();
                    isPolling = false;
                }
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }

            Assert.That(ran, Is.EqualTo(new[] { true, true }));

            async Task AskTwice()
            {
                for (int i = 0; i < 2; i++)
                {
                    await sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], new Question { Number = i });
                    ran.Add(isPolling);
                }
            }
        }

        [Test]
        public void AnswersFindTheirRequestsInWhateverOrderTheyCome([Range(1, 5)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed);
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            var open = new List<(int Number, TaskCompletionSource<Reply> Source)>();
            for (int i = 1; i < 3; i++)
            {
                int answerer = i;
                sessions[i].OnRequest<Question, Reply>((_, question, _) =>
                {
                    if (question.Number % 3 == 0) return new ValueTask<Reply>(new Reply { Number = (question.Number * 10) + answerer });
                    var source = new TaskCompletionSource<Reply>();
                    open.Add(((question.Number * 10) + answerer, source));
                    return new ValueTask<Reply>(source.Task);
                });
            }

            var tasks = new List<(int Expected, ValueTask<Reply> Task)>();
            for (int i = 0; i < 200; i++)
            {
                int peer = world.Random.Next(2);
                tasks.Add(((i * 10) + peer + 1, sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[peer], new Question { Number = i })));
            }

            while (tasks.Any(t => !t.Task.IsCompleted))
            {
                world.Run(20);
                foreach (Session session in sessions) session.Poll();
                for (int i = 0; i < 10 && open.Count > 0; i++)
                {
                    int index = world.Random.Next(open.Count);
                    open[index].Source.SetResult(new Reply { Number = open[index].Number });
                    open.RemoveAt(index);
                }
            }

            foreach ((int expected, ValueTask<Reply> task) in tasks) Assert.That(task.Result.Number, Is.EqualTo(expected), "seed " + seed);
        }

        [Test]
        public void HandlerRefusesInWordsThatTravel()
        {
            RequestRefusedException refused = Refusal(session => session.OnRequest<Question, Reply>((_, question) => throw new RequestRefusedException("not enough gold")));
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.ByHandler));
            Assert.That(refused.Reason, Is.EqualTo("not enough gold"));
            Assert.That(refused.Message, Is.EqualTo("Bob refuses P2PNet.Tests.Sessions.Question: not enough gold"));
        }

        [Test]
        public void WhatElseAHandlerThrowsStaysOnItsMachine([Values] bool later)
        {
            Exception? heard = null;
            RequestRefusedException refused = Refusal(session =>
            {
                session.HandlerFailed += e => heard = e;
                if (later) session.OnRequest<Question, Reply>((_, _, _) => new ValueTask<Reply>(Task.FromException<Reply>(new InvalidOperationException("password 123"))));
                else session.OnRequest((Peer _, in Question _) => Throw(new InvalidOperationException("password 123")));
            });
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.HandlerFailed));
            Assert.That(refused.ToString(), Does.Contain("Bob's handler for P2PNet.Tests.Sessions.Question failed").And.Not.Contain("password"));
            Assert.That(heard!.Message, Is.EqualTo("password 123"));
        }

        [Test]
        public void WordsOfAThirdPeerAreNotPassedOn()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            sessions[1].HandlerFailed += _ => { };
            sessions[2].OnRequest((Peer _, in Question _) => Throw(new RequestRefusedException("only for Bob's ears")));
            sessions[1].OnRequest<Question, Reply>((_, question, cancellation) => sessions[1].RequestAsync<Question, Reply>(sessions[1].Peers[1], question, cancellationToken: cancellation));
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            Until(world, sessions, () => task.IsCompleted);
            Assert.That(Caught(task), Is.InstanceOf<RequestRefusedException>().With.Property("Refusal").EqualTo(RequestRefusal.HandlerFailed));
        }

        [Test]
        public void PeerWithoutAHandlerSaysSo()
        {
            RequestRefusedException refused = Refusal(_ => { });
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.NoHandler));
            Assert.That(refused.Message, Is.EqualTo("Bob has no handler for P2PNet.Tests.Sessions.Question."));
            refused = Refusal(session =>
            {
                session.OnRequest<Question, Reply>((_, question) => default);
                session.OffRequest<Question>();
            });
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.NoHandler));
        }

        [Test]
        public void AnswerOfAnotherTypeIsRefusedWithBothNames()
        {
            RequestRefusedException refused = Refusal(session => session.OnRequest((Peer _, in Question _) => new Numbered { Number = 1 }));
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.OtherResponse));
            Assert.That(refused.Message, Does.Contain("Bob answers P2PNet.Tests.Sessions.Question with P2PNet.Tests.Sessions.Numbered, not with P2PNet.Tests.Sessions.Reply"));
        }

        [Test]
        public void AnswerThatCannotBeSentIsAFailureOfTheHandler()
        {
            Exception? heard = null;
            RequestRefusedException refused = Refusal(session =>
            {
                session.HandlerFailed += e => heard = e;
                session.OnRequest((Peer _, in Question _) => new Reply { Padding = new byte[262_144] });
            });
            Assert.That(refused.Refusal, Is.EqualTo(RequestRefusal.HandlerFailed));
            Assert.That(heard, Is.InstanceOf<ArgumentException>().With.Message.Contains("in parts"));
        }

        // Ann -request-> Bob (thinks it over) … time-out; Bob -response-> late
        [Test]
        public void AnswerThatComesTooLateIsDroppedAndCounted()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var answer = new TaskCompletionSource<Reply>();
            sessions[1].OnRequest<Question, Reply>((_, _, _) => new ValueTask<Reply>(answer.Task));
            ValueTask<Reply> slow = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default, TimeSpan.FromMilliseconds(1500));
            ValueTask<Reply> slower = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            Pass(world, sessions[1]);
            world.Run(1400);
            sessions[0].Poll();
            Assert.That(slow.IsCompleted, Is.False);
            world.Run(100);
            sessions[0].Poll();
            Assert.That(Caught(slow), Is.InstanceOf<TimeoutException>().With.Message.EqualTo("Bob did not answer P2PNet.Tests.Sessions.Question within 1.5 s."));
            Assert.That(slower.IsCompleted, Is.False);
            world.Run(8500);
            sessions[0].Poll();
            Assert.That(Caught(slower), Is.InstanceOf<TimeoutException>().With.Message.Contains("within 10 s"));

            answer.SetResult(default);
            Until(world, sessions, () => sessions[0].Statistics.LateResponses == 2);
        }

        [Test]
        public void CancellationEndsItAtTheNextPoll()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest<Question, Reply>((_, question) => default);
            using var cancellation = new CancellationTokenSource();
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default, cancellationToken: cancellation.Token);
            ValueTask<Reply> other = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            cancellation.Cancel();
            Assert.That(task.IsCompleted, Is.False, "not on the canceller's thread");
            sessions[0].Poll();
            Assert.That(task.IsCanceled);
            Assert.That(Caught(task), Is.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token));
            ValueTask<Reply> never = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default, cancellationToken: cancellation.Token);
            Assert.That(never.IsCanceled);
            Until(world, sessions, () => sessions[0].Statistics.LateResponses == 1);
            Assert.That(other.IsCompletedSuccessfully);
            Assert.That(sessions[1].Statistics.RequestsAnswered, Is.EqualTo(2), "the one that was cancelled before it was sent was not");
        }

        [Test]
        public void LostLinkEndsItWithTheReason()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default, TimeSpan.FromMinutes(1));
            world.Links.Connections.Single(c => c.Loop == world.LoopOf(0)).Cut();
            PeerState? seen = null;
            task.GetAwaiter().OnCompleted(() => seen = sessions[0].Peers[0].State);
            world.Run(10_000);
            sessions[0].Poll();
            Assert.That(seen, Is.EqualTo(PeerState.Disconnected), "the continuation sees the link gone");
            Assert.That(Caught(task), Is.InstanceOf<P2PException>().With.Message.Contains("Bob").And.Message.Contains("before P2PNet.Tests.Sessions.Question was answered: Nothing was heard"));
            Assert.That(Caught(sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default)), Is.InstanceOf<P2PException>().With.Message.Contains("no link stands"));
        }

        // Five are open, the second one's continuation throws: the others end all the same, and so does the handler's token
        [Test]
        public void ContinuationThatThrowsKeepsNoOtherFromItsEnd([Values("lost", "gone", "left")] string end)
        {
            using var world = new VirtualWorld();
            var log = new List<string>();
            Session ann = world.Complete(world.NewClient("Ann", o => new P2PClientOptions { ServerUrl = o.ServerUrl, PlayerName = "Ann", Log = log.Add }).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            world.Run(100);
            ann.Poll();
            CancellationToken whileLinked = default;
            ann.OnRequest<Question, Reply>((_, _, cancellation) =>
            {
                whileLinked = cancellation;
                return new ValueTask<Reply>(new TaskCompletionSource<Reply>().Task);
            });
            _ = bob.RequestAsync<Question, Reply>(bob.Peers[0], default).AsTask();
            world.Run(100);
            ann.Poll();
            Assert.That(whileLinked.CanBeCanceled && !whileLinked.IsCancellationRequested);

            var failed = new List<Exception>();
            ann.HandlerFailed += failed.Add;
            ValueTask<Reply>[] tasks = Enumerable.Range(0, 5).Select(i => ann.RequestAsync<Question, Reply>(ann.Peers[0], default, TimeSpan.FromMinutes(1))).ToArray();
            tasks[1].GetAwaiter().OnCompleted(() => throw new InvalidOperationException("the continuation"));
            if (end == "lost") world.Links.Connections.Single(c => c.Loop == world.LoopOf(0)).Break();
            else if (end == "gone") _ = bob.LeaveAsync();
            else _ = ann.LeaveAsync();
            world.Run(1000);
            ann.Poll();
            foreach (ValueTask<Reply> task in tasks) Assert.That(Caught(task), end == "left" ? Is.InstanceOf<OperationCanceledException>() : Is.InstanceOf<P2PException>());
            Assert.That(whileLinked.IsCancellationRequested);
            if (end == "left") Assert.That(log, Has.One.Contains("A continuation of a request threw as the session ended").And.Contains("the continuation"));
            else Assert.That(failed.Select(e => e.Message), Is.EqualTo(new[] { "the continuation" }));
        }

        [Test]
        public void PeerThatLeavesEndsIt()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            world.Complete(sessions[1].LeaveAsync());
            Until(world, sessions, () => task.IsCompleted);
            Assert.That(Caught(task), Is.InstanceOf<P2PException>().With.Message.Contains("The link was ended before"));
        }

        [Test]
        public void LeavingEndsWhatIsOpenOnBothSides([Values] bool removed)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            CancellationToken handlers = default;
            sessions[1].OnRequest<Question, Reply>(async (_, _, cancellation) =>
            {
                handlers = cancellation;
                await Task.Delay(Timeout.Infinite, cancellation);
                return default;
            });
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            Pass(world, sessions[1]);
            Assert.That(handlers.CanBeCanceled);
            if (removed)
            {
                world.Server.Delete("CODE1", "closed for the night");
                world.Run(100);
                sessions[0].Poll();
            }
            else
            {
                sessions[0].LeaveAsync();
            }

            // Where the lobby is gone, the links end before the session does.
            if (removed) Assert.That(Caught(task), Is.InstanceOf<P2PException>().With.Message.Contains("The link was ended before"));
            else Assert.That(Caught(task), Is.InstanceOf<OperationCanceledException>().With.Message.Contains("session is over"));
            Assert.That(Caught(sessions[0].RequestAsync<Question, Reply>(sessions[0].Lobby.Players[1].Peer!, default)), Is.InstanceOf<Exception>());
            world.Run(2000);
            sessions[1].Poll();
            Assert.That(handlers.IsCancellationRequested);
            sessions[1].Poll();
        }

        [Test]
        public void ContinuationsMayLeaveAndAskAgain()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest<Question, Reply>((_, question) => new Reply { Number = question.Number });
            int last = -1;
            bool isOver = false;
            _ = Chain();
            ValueTask<Reply> open = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default, TimeSpan.FromMinutes(10));
            sessions[1].OffRequest<Question>();
            sessions[1].OnRequest<Question, Reply>((_, question, _) => question.Number == 0 && last < 0
                ? new ValueTask<Reply>(new TaskCompletionSource<Reply>().Task)
                : new ValueTask<Reply>(new Reply { Number = question.Number }));
            Until(world, sessions, () => isOver);

            async Task Chain()
            {
                for (int i = 1; i <= 20; i++) last = (await sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], new Question { Number = i })).Number;
                _ = sessions[0].LeaveAsync();
                isOver = true;
            }

            Assert.That(last, Is.EqualTo(20));
            Assert.That(Caught(open), Is.InstanceOf<OperationCanceledException>());
        }

        [Test]
        public void OpenRequestsAreBoundedOnBothSides()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session ann = world.Complete(world.NewClient("Ann", o => new P2PClientOptions { ServerUrl = o.ServerUrl, MaxOpenRequests = 20 }).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob", o => new P2PClientOptions { ServerUrl = o.ServerUrl, MaxOpenRequests = 8 }).JoinLobbyByCodeAsync("CODE1"));
            world.Run(100);
            ann.Poll();
            var answer = new TaskCompletionSource<Reply>();
            bob.OnRequest<Question, Reply>((_, _, _) => new ValueTask<Reply>(answer.Task));
            ValueTask<Reply>[] tasks = Enumerable.Range(0, 21).Select(i => ann.RequestAsync<Question, Reply>(ann.Peers[0], new Question { Number = i })).ToArray();
            Assert.That(Caught(tasks[20]), Is.InstanceOf<RequestRefusedException>().With.Message.Contains("20 requests to Player wait").And.Property("Refusal").EqualTo(RequestRefusal.TooManyOpen));
            Until(world, new[] { ann, bob }, () => tasks.Skip(8).All(t => t.IsCompleted));
            foreach (ValueTask<Reply> task in tasks.Skip(8).Take(12))
                Assert.That(Caught(task), Is.InstanceOf<RequestRefusedException>().With.Message.Contains("works on too many").And.Property("Refusal").EqualTo(RequestRefusal.TooManyOpen));
            answer.SetResult(new Reply { Number = 7 });
            Until(world, new[] { ann, bob }, () => tasks.Take(8).All(t => t.IsCompleted));
            foreach (ValueTask<Reply> task in tasks.Take(8)) Assert.That(task.Result.Number, Is.EqualTo(7));
        }

        [Test]
        public void RequestBehindABlockedQueueIsRefused()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session ann = world.Complete(world.NewClient("Ann", o => new P2PClientOptions { ServerUrl = o.ServerUrl, MaxQueuedReliable = 5 }).CreateLobbyAsync());
            world.Complete(world.NewClient("Bob").JoinLobbyByCodeAsync("CODE1"));
            world.Run(100);
            ann.Poll();
            world.Links.Stall(true);
            while (ann.Broadcast(default(Numbered)) == SendResult.Sent)
            {
            }

            Assert.That(
                Caught(ann.RequestAsync<Question, Reply>(ann.Peers[0], default)),
                Is.InstanceOf<RequestRefusedException>().With.Property("Refusal").EqualTo(RequestRefusal.WouldBlock));
            Assert.That(ann.Statistics.RequestsSent, Is.Zero);
        }

        [Test]
        public void MisuseThrowsAtTheCall()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Session other = world.NewSession("Cid", "Dan")[0];
            Peer peer = sessions[0].Peers[0];
            Assert.That((Action)(() => _ = sessions[0].RequestAsync<Question, Reply>(null!, default)), Throws.ArgumentNullException);
            Assert.That((Action)(() => _ = sessions[0].RequestAsync<Question, Reply>(other.Peers[0], default)), Throws.ArgumentException.With.Message.Contains("another session"));
            Assert.That((Action)(() => _ = sessions[0].RequestAsync<Question, Reply>(peer, default, TimeSpan.Zero)), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That((Action)(() => _ = sessions[0].RequestAsync<Question, DateTime>(peer, default)), Throws.InvalidOperationException.With.Message.Contains("[Message]"));
            Assert.That((Action)(() => _ = sessions[0].RequestAsync<Reply, Question>(peer, new Reply { Padding = new byte[262_144] })), Throws.ArgumentException.With.Message.Contains("in parts"));
            sessions[0].OnRequest<Question, Reply>((_, question) => default);
            Assert.That((Action)(() => sessions[0].OnRequest<Question, Reply>((_, question) => default)), Throws.InvalidOperationException.With.Message.Contains("handler already"));
            Assert.That((Action)(() => sessions[0].OnRequest<DateTime, Reply>((_, question) => default)), Throws.InvalidOperationException);
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(peer, default);
            Assert.That((Action)(() => _ = task.GetAwaiter().GetResult()), Throws.InvalidOperationException, "not there yet");
            Assert.That((Func<object>)(() => new P2PClient(new P2PClientOptions { RequestTimeout = TimeSpan.Zero }, new VirtualPlatform(world))), Throws.ArgumentException.With.Message.Contains("P2PClientOptions.RequestTimeout is from"));
            Assert.That((Func<object>)(() => new P2PClient(new P2PClientOptions { MaxOpenRequests = 0 }, new VirtualPlatform(world))), Throws.ArgumentException.With.Message.Contains("MaxOpenRequests"));
        }

        private static Reply Throw(Exception exception) => throw exception;

        private static RequestRefusedException Refusal(Action<Session> prepare)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            prepare(sessions[1]);
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            Until(world, sessions, () => task.IsCompleted);
            Assert.That(sessions[0].Peers[0].State, Is.EqualTo(PeerState.Connected), "the link goes on");
            return (RequestRefusedException)Caught(task)!;
        }

        private static Exception? Caught(ValueTask<Reply> task)
        {
            Assert.That(task.IsCompleted);
            try
            {
                _ = task.GetAwaiter().GetResult();
                return null;
            }
            catch (Exception exception)
            {
                return exception;
            }
        }

        private static void Pass(VirtualWorld world, Session receiver)
        {
            world.Run(50);
            receiver.Poll();
        }

        private static void Until(VirtualWorld world, Session[] sessions, Func<bool> condition, int rounds = 100)
        {
            for (int i = 0; !condition(); i++)
            {
                Assert.That(i, Is.LessThan(rounds), "waited in vain");
                world.Run(20);
                foreach (Session session in sessions) session.Poll();
            }
        }

        /// <summary>A context that never runs anything.</summary>
        private sealed class DeafContext : SynchronizationContext
        {
            public override void Post(SendOrPostCallback d, object? state)
            {
            }
        }
    }
}

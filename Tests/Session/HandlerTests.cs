using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>What handlers of the game do, and what <see cref="Session.Poll"/> makes of it.</summary>
    [TestFixture]
    internal sealed class HandlerTests
    {
        [Test]
        public void HandlerThatThrowsDoesNotStopTheOthers()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var numbers = new List<int>();
            var failures = new List<string>();
            sessions[1].On<Numbered>((_, message) =>
            {
                if (message.Number % 2 == 0) throw new InvalidOperationException("even " + message.Number);
                numbers.Add(message.Number);
            });
            sessions[1].HandlerFailed += e => failures.Add(e.Message);
            for (int i = 0; i < 4; i++) sessions[0].Broadcast(new Numbered { Number = i });
            world.Run(50);
            sessions[1].Poll();
            Assert.That(numbers, Is.EqualTo(new[] { 1, 3 }));
            Assert.That(failures, Is.EqualTo(new[] { "even 0", "even 2" }));
        }

        [Test]
        public void ExceptionsThatNobodyHearsComeOutOfThePollWhenItIsDone()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int calls = 0;
            sessions[1].On<Numbered>((_, message) =>
            {
                calls++;
                throw new InvalidOperationException("first " + message.Number);
            });
            for (int i = 0; i < 3; i++) sessions[0].Broadcast(new Numbered { Number = i });
            world.Run(50);
            Assert.That((Action)sessions[1].Poll, Throws.InvalidOperationException.With.Message.EqualTo("first 0"));
            Assert.That(calls, Is.EqualTo(3));
            sessions[1].Poll();
        }

        [Test]
        public void PollWithinAHandlerThrows()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Exception? failure = null;
            sessions[1].On<Numbered>((_, _) => sessions[1].Poll());
            sessions[1].HandlerFailed += e => failure = e;
            sessions[0].Broadcast(default(Numbered));
            world.Run(50);
            sessions[1].Poll();
            Assert.That(failure, Is.InstanceOf<InvalidOperationException>());
        }

        [Test]
        public void LeavingWithinAHandlerEndsThePoll()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int calls = 0;
            sessions[1].On<Numbered>((_, _) =>
            {
                calls++;
                sessions[1].LeaveAsync();
            });
            for (int i = 0; i < 3; i++) sessions[0].Broadcast(default(Numbered));
            world.Run(50);
            sessions[1].Poll();
            Assert.That(calls, Is.EqualTo(1));
            Assert.That(sessions[1].Broadcast(default(Numbered)), Is.EqualTo(SendResult.NotConnected));
            Assert.That(sessions[1].State, Is.EqualTo(SessionState.Ended));
        }

        [Test]
        public void LeavingWithinAHandlerKeepsBackTheEventsBehindIt()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            int events = 0;
            sessions[1].On<Numbered>((_, _) => sessions[1].LeaveAsync());
            sessions[1].PeerDisconnected += (_, _) => events++;
            sessions[1].PlayerHasLeft += _ => events++;
            sessions[1].StateChanged += _ => events++;
            sessions[0].Broadcast(default(Numbered));
            world.Run(50);
            world.Complete(sessions[2].LeaveAsync());
            world.Run(50);
            sessions[1].Poll();
            Assert.That(events, Is.Zero);
        }
    }
}

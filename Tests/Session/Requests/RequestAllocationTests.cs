using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A game that asks all the time makes no garbage, neither by asking nor by answering.</summary>
    [TestFixture]
    internal sealed class RequestAllocationTests
    {
        private const int Frames = 400;
        private const int PerFrame = 5;

        [Test]
        public void GamesThreadAllocatesNothingForARequest()
        {
            using var world = new VirtualWorld(trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest((Peer _, in Question question) => new Reply { Number = question.Number });
            int answered = 0;
            for (int i = 0; i < PerFrame; i++) _ = AskForEver();
            long allocated = 0;
            for (int frame = 0; frame < 2 * Frames; frame++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                foreach (Session session in sessions) session.Poll();
                if (frame >= Frames) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                world.Run(1000.0 / 60);
            }

            Assert.That(answered, Is.GreaterThan(Frames * PerFrame / 2));
            Assert.That(allocated, Is.Zero);

            async Task AskForEver()
            {
                while (true)
                {
                    Reply reply = await sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], new Question { Number = answered });
                    if (reply.Number >= 0) answered++;
                }
            }
        }
    }
}

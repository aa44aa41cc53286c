using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.TestMessages;

namespace P2PNet.Tests.Messages
{
    public sealed class MessageDispatcherTests
    {
        private readonly MessageDispatcher<string> _dispatcher = new MessageDispatcher<string>();
        private readonly List<string> _seen = new List<string>();

        [SetUp]
        public void Forget() => _seen.Clear();

        [Test]
        public void CallsHandlersInTheOrderInWhichTheyWereAdded()
        {
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.On((string sender, in Move move) => _seen.Add($"1 {sender} {move.Tick}"));
            dispatcher.On((string sender, in Move move) => _seen.Add($"2 {sender} {move.Tick}"));
            dispatcher.On((string sender, in Cat cat) => _seen.Add($"{sender} {cat.Name}"));
            Assert.That(Send(dispatcher, new Move { Tick = 5 }), Is.EqualTo(DispatchStatus.Delivered));
            Assert.That(Send(dispatcher, new Cat { Name = "Mia" }), Is.EqualTo(DispatchStatus.Delivered));
            Assert.That(_seen, Is.EqualTo(new[] { "1 ann 5", "2 ann 5", "ann Mia" }));
        }

        [Test]
        public void TellsWhatNobodyHandles()
        {
            Assert.That(Send(_dispatcher, default(Empty)), Is.EqualTo(DispatchStatus.Unhandled));
            MessageHandler<string, Empty> handler = (string sender, in Empty message) => _seen.Add(sender);
            _dispatcher.On(handler);
            Assert.That(Send(_dispatcher, default(Empty)), Is.EqualTo(DispatchStatus.Delivered));
            _dispatcher.Off(handler);
            Assert.That(Send(_dispatcher, default(Empty)), Is.EqualTo(DispatchStatus.Unhandled));
            Assert.That(_seen, Has.Count.EqualTo(1));
        }

        [Test]
        public void TellsBodiesThatAreNotTheMessageAndCallsNobody()
        {
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.On((string sender, in Move move) => _seen.Add(sender));
            Assert.That(dispatcher.Dispatch("ann", 101, new byte[] { 0x91, 0xa0 }), Is.EqualTo(DispatchStatus.Malformed));
            Assert.That(dispatcher.Dispatch("ann", 101, ReadOnlySpan<byte>.Empty), Is.EqualTo(DispatchStatus.Malformed));
            Assert.That(dispatcher.Dispatch("ann", 101, new byte[] { 0x90, 0x90 }), Is.EqualTo(DispatchStatus.Malformed));
            Assert.That(_seen, Is.Empty);
        }

        [Test]
        public void LetsExceptionsOfHandlersThrough()
        {
            var dispatcher = new MessageDispatcher<string>();
            dispatcher.On((string sender, in Move move) => throw new MessagePackException("from game code"));
            Action send = () => Send(dispatcher, default(Move));
            Assert.That(Caught.By(send), Is.TypeOf<MessagePackException>().With.Message.EqualTo("from game code"));
        }

        [Test]
        public void PutsTheSequenceNumberBetweenIdAndBody()
        {
            var buffer = new TestBuffer(100);
            MessageSerializer.SerializeSequenced(buffer, 0x0102, new Move { Tick = 7 });
            Assert.That(MessageBytes.Hex(buffer.Written.ToArray()), Does.StartWith("65cd0102" + "9507"));
            MessageSerializer.SetSequence(buffer.Written, 0xfffe);
            Assert.That(MessageSerializer.TryReadHeader(buffer.Written, true, out MessageHeader header), Is.True);
            Assert.That((header.Id, header.Sequence, header.Length), Is.EqualTo(((ushort)101, (ushort)0xfffe, 4)));
            Assert.That(MessageBytes.Read<Move>(buffer.Written.Slice(header.Length).ToArray()).Tick, Is.EqualTo(7u));

            Action notSequenced = () => MessageSerializer.SetSequence(new byte[] { 0x65, 0x95 }, 1);
            Assert.That(Caught.By(notSequenced), Is.TypeOf<ArgumentException>());
        }

        [Test]
        public void AllocatesNothingToWriteReadAndDispatchStructs()
        {
            const int Messages = 100_000;
            var dispatcher = new MessageDispatcher<string>();
            var buffer = new TestBuffer(64);
            long sum = 0;
            dispatcher.On((string sender, in Move move) => sum += move.Tick);

            long allocated = 0;
            for (int round = 0; round < 2; round++)
            {
                // The first round warms up.
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (uint i = 0; i < Messages; i++)
                {
                    buffer.Clear();
                    MessageSerializer.SerializeSequenced(buffer, (ushort)i, new Move { Tick = i, X = i, Y = -1, Angle = 300, Mood = Mood.Angry });
                    MessageSerializer.TryReadHeader(buffer.Written, true, out MessageHeader header);
                    dispatcher.Dispatch("ann", header.Id, buffer.Written.Slice(header.Length));
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.That(sum, Is.EqualTo(2L * Messages * (Messages - 1) / 2));
            Assert.That(allocated, Is.EqualTo(0));
        }

        private static DispatchStatus Send<T>(MessageDispatcher<string> dispatcher, in T message)
        {
            var buffer = new TestBuffer(1000);
            MessageSerializer.Serialize(buffer, in message);
            Assert.That(MessageSerializer.TryReadHeader(buffer.Written, false, out MessageHeader header), Is.True);
            return dispatcher.Dispatch("ann", header.Id, buffer.Written.Slice(header.Length));
        }
    }
}

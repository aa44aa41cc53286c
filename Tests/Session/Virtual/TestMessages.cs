using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A message whose delivery the tests choose: who sent it and a number.</summary>
    internal struct Numbered
    {
        public int Number;
        public byte[]? Padding;
    }

    /// <summary>Like a player's position: sequenced by default.</summary>
    internal struct Moved
    {
        public float X;
        public int Tick;
    }

    /// <summary>Nobody handles it.</summary>
    internal struct Ignored
    {
        public int Number;
    }

    /// <summary>Describes the messages by hand, so that these tests do not depend on the generator.</summary>
    [SetUpFixture]
    internal sealed class TestMessages : IMessageFormatter<Numbered>, IMessageFormatter<Moved>, IMessageFormatter<Ignored>
    {
        [OneTimeSetUp]
        public void Register()
        {
            MessageRegistry.Default.Add(new MessageDescriptor<Numbered>(101, "Test.Numbered", Delivery.ReliableOrdered, 1, this));
            MessageRegistry.Default.Add(new MessageDescriptor<Moved>(102, "Test.Moved", Delivery.UnreliableSequenced, 2, this));
            MessageRegistry.Default.Add(new MessageDescriptor<Ignored>(103, "Test.Ignored", Delivery.Unreliable, 3, this));
        }

        public void Write(ref MessagePackWriter writer, in Numbered value)
        {
            writer.WriteArrayHeader(2);
            writer.WriteInt32(value.Number);
            writer.WriteBinary(value.Padding);
        }

        public void Write(ref MessagePackWriter writer, in Moved value)
        {
            writer.WriteArrayHeader(2);
            writer.WriteSingle(value.X);
            writer.WriteInt32(value.Tick);
        }

        public void Write(ref MessagePackWriter writer, in Ignored value) => writer.WriteInt32(value.Number);

        Numbered IMessageFormatter<Numbered>.Read(ref MessagePackReader reader)
        {
            reader.ReadArrayHeader();
            return new Numbered { Number = reader.ReadInt32(), Padding = reader.ReadNullableByteArray() };
        }

        Moved IMessageFormatter<Moved>.Read(ref MessagePackReader reader)
        {
            reader.ReadArrayHeader();
            return new Moved { X = reader.ReadSingle(), Tick = reader.ReadInt32() };
        }

        Ignored IMessageFormatter<Ignored>.Read(ref MessagePackReader reader) => new Ignored { Number = reader.ReadInt32() };
    }
}

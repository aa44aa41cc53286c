using System.Buffers;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Generator.Tests;

/// <summary>Messages of another assembly, whose code nobody has run before.</summary>
public sealed class ConsumerTests
{
    [Test]
    public void FindsMessagesOfAnAssemblyOfWhichNothingHasRun()
    {
        var output = new ArrayBufferWriter<byte>();
        MessageSerializer.Serialize(output, default(Consumer.Ready));
        Assert.That(MessageSerializer.TryReadHeader(output.WrittenSpan, false, out MessageHeader header), Is.True);
        Assert.That(header.Id, Is.EqualTo(MessageId.FromName("Consumer.Ready")));
        Assert.That(MessageRegistry.Default.TryGet(header.Id, out MessageDescriptor? descriptor), Is.True);
        Assert.That(descriptor!.Type, Is.EqualTo(typeof(Consumer.Ready)));
    }
}

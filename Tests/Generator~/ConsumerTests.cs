using System;
using System.Buffers;
using System.Collections.Generic;
using Consumer;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Generator.Tests;

/// <summary>Messages of a library of somebody else's.</summary>
public sealed class ConsumerTests
{
    [Test]
    public void FindsMessagesOfAnAssemblyOfWhichNothingHasRun()
    {
        var output = new ArrayBufferWriter<byte>();
        MessageSerializer.Serialize(output, default(Ready));
        Assert.That(MessageSerializer.TryReadHeader(output.WrittenSpan, false, out MessageHeader header), Is.True);
        Assert.That(header.Id, Is.EqualTo(MessageId.FromName("Consumer.Ready")));
        Assert.That(MessageRegistry.Default.TryGet(header.Id, out MessageDescriptor? descriptor), Is.True);
        Assert.That(descriptor!.Type, Is.EqualTo(typeof(Ready)));
        Assert.That(MessageRegistry.Default.TryGet(12, out MessageDescriptor? named), Is.True);
        Assert.That((named!.Name, named.Delivery), Is.EqualTo(("consumer.fixed", Delivery.Unreliable)));
    }

    [Test]
    public void ReadsWhatItWrote()
    {
        var before = new Everything
        {
            Text = "t",
            Points = { new Point { X = 1 } },
            Lists = { ["a"] = [1, 2] },
            MaybeItems = new Dictionary<int, Item?> { [1] = new Item { Children = [new Item { Name = "c" }] }, [2] = null },
            Jagged = [[1], []],
            Day = DayOfWeek.Friday,
            Link = new Uri("https://example.org/a"),
            Property = "p",
        };
        var output = new ArrayBufferWriter<byte>();
        MessageSerializer.Serialize(output, before);
        Assert.That(MessageSerializer.TryReadHeader(output.WrittenSpan, false, out MessageHeader header), Is.True);
        Assert.That(MessageSerializer.TryDeserialize(output.WrittenSpan[header.Length..], out Everything? after), Is.True);
        Assert.That(after!.Points[0].X, Is.EqualTo(1));
        Assert.That(after.Lists["a"], Is.EqualTo(new[] { 1, 2 }));
        Assert.That(after.MaybeItems![1]!.Children![0].Name, Is.EqualTo("c"));
        Assert.That(after.Jagged, Is.EqualTo(before.Jagged));
        Assert.That((after.Day, after.Link, after.Property), Is.EqualTo((before.Day, before.Link, before.Property)));
    }
}

using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.IntegrationTests.Messages.InteropMessages;

namespace P2PNet.IntegrationTests.Messages;

/// <summary>Messages between us and @msgpack/msgpack, the implementation that browsers and Node use, both ways.</summary>
public sealed class NodeTests
{
    private const int Messages = 3000;

    private static readonly int FirstSeed = Environment.TickCount & 0xfffffff;

    private NodeProcess _node = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _node = NodeProcess.StartOrIgnore();
        TestContext.Out.WriteLine($"seeds from {FirstSeed}");
    }

    [OneTimeTearDown]
    public void Stop() => _node?.Dispose();

    // ours -> Node decodes, encodes -> ours, with id and body
    [Test]
    public async Task NodeGivesBackEveryMessageByteForByte()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Messages; seed++)
        {
            byte[] message = Written(new RandomValues(seed).Exact());
            Assert.That(await _node.AskAsync('e', message), Is.EqualTo(message), $"seed {seed}");
        }
    }

    // ours -> Node decodes, encodes -> ours; whole numbers and 32 bits come back in other forms
    [Test]
    public async Task NodeGivesBackTheSameFloatingPointNumbers()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Messages; seed++)
        {
            FloatMessage before = new RandomValues(seed).Float();
            FloatMessage after = Read<FloatMessage>(await _node.AskAsync('e', Written(before)));
            Assert.That(Description.Of(after), Is.EqualTo(Description.Of(before)), $"seed {seed}");
            Assert.That(Written(after), Is.EqualTo(Written(before)), $"seed {seed}");
        }
    }

    // ours -> Node tells what it read
    [Test]
    public async Task NodeUnderstandsWhatWeWrite()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Messages; seed++)
        {
            var values = new RandomValues(seed);
            ExactMessage exact = values.Exact();
            Assert.That(await DescribeAsync(exact), Is.EqualTo(Description.Of(exact)), $"seed {seed}");
            FloatMessage floats = values.Float();
            Assert.That(await DescribeAsync(floats), Is.EqualTo(Description.Of(floats)), $"seed {seed}");
            NumberKeysMessage keys = values.NumberKeys();
            Assert.That(await DescribeAsync(keys), Is.EqualTo(Description.Of(keys)), $"seed {seed}");
        }
    }

    // Node makes values, encodes -> ours reads, writes the same bytes
    [Test]
    public async Task WeUnderstandWhatNodeWrites()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Messages; seed++)
        {
            (byte[] body, string description) = await MakeAsync(0, seed);
            ExactMessage exact = ReadBody<ExactMessage>(body, seed);
            Assert.That(Description.Of(exact), Is.EqualTo(description), $"seed {seed}");
            Assert.That(Written(exact).AsSpan(1).ToArray(), Is.EqualTo(body), $"seed {seed}");

            (body, description) = await MakeAsync(1, seed);
            Assert.That(Description.Of(ReadBody<FloatMessage>(body, seed)), Is.EqualTo(description), $"seed {seed}");

            (body, description) = await MakeAsync(2, seed);
            NumberKeysMessage keys = ReadBody<NumberKeysMessage>(body, seed);
            Assert.That(Description.Of(keys), Is.EqualTo(description), $"seed {seed}");
            Assert.That(Written(keys).AsSpan(1).ToArray(), Is.EqualTo(body), $"seed {seed}");
        }
    }

    // ours -> Node's Date -> ours
    [Test]
    public async Task JavaScriptsDateKeepsTimesInMilliseconds()
    {
        for (int seed = FirstSeed; seed < FirstSeed + Messages; seed++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            writer.WriteDateTime(new RandomValues(seed).Milliseconds());
            writer.Flush();
            Assert.That(await _node.AskAsync('t', buffer.WrittenMemory), Is.EqualTo(buffer.WrittenMemory.ToArray()), $"seed {seed}");
        }
    }

    [Test]
    public void NodeRefusesWhatWeRefuse()
    {
        // The script's own errors arrive: what the other tests compare is an answer.
        Assert.That(async () => await _node.AskAsync('e', new byte[] { 0xc1 }), Throws.InvalidOperationException.With.Message.Contains("0xc1"));
        Assert.That(async () => await _node.AskAsync('d', new byte[] { 0x92, 0x01 }), Throws.InvalidOperationException);
    }

    private async Task<string> DescribeAsync<T>(T message) => Encoding.UTF8.GetString(await _node.AskAsync('d', Written(message).AsMemory(1)));

    private async Task<(byte[] Body, string Description)> MakeAsync(byte kind, int seed)
    {
        var request = new byte[] { kind, 0, 0, 0, 0 };
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(1), seed);
        byte[] answer = await _node.AskAsync('r', request);
        int length = BinaryPrimitives.ReadInt32BigEndian(answer);
        return (answer[4..(4 + length)], Encoding.UTF8.GetString(answer.AsSpan(4 + length)));
    }

    /// <summary>A message as it travels: an id of one byte, then the body.</summary>
    private static byte[] Written<T>(T message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        MessageSerializer.Serialize(buffer, in message);
        return buffer.WrittenSpan.ToArray();
    }

    private static T Read<T>(byte[] message) => ReadBody<T>(message[1..], null);

    private static T ReadBody<T>(byte[] body, int? seed) => MessageSerializer.TryDeserialize(body, out T? message)
        ? message!
        : throw new AssertionException($"Not read, seed {seed}: {Convert.ToHexStringLower(body)}");
}

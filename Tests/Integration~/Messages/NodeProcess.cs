using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace P2PNet.IntegrationTests.Messages;

/// <summary>Node with @msgpack/msgpack and interop.mjs, which says what it answers. Ended by its own id when disposed.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private NodeProcess(string node, string folder)
    {
        var start = new ProcessStartInfo(node, ["interop.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
    }

    /// <summary>Starts it; ends the test as ignored, with what to run, where Node or the package is absent.</summary>
    public static NodeProcess StartOrIgnore()
    {
        string node = ExternalTool.Require("node", "nodejs npm");
        string folder = Path.Combine(Repository.Root, "Tests", "Integration~", "Messages");
        if (!File.Exists(Path.Combine(folder, "node_modules", "@msgpack", "msgpack", "package.json")))
        {
            Assert.Ignore("@msgpack/msgpack is not installed, so this test was skipped. In the project's folder: npm ci --prefix Tests/Integration~/Messages");
        }

        return new NodeProcess(node, folder);
    }

    /// <summary>Asks it one thing.</summary>
    /// <exception cref="InvalidOperationException">It could not; the message is its own.</exception>
    public async Task<byte[]> AskAsync(char command, ReadOnlyMemory<byte> content)
    {
        using var deadline = new CancellationTokenSource(Patience);
        Stream input = _process.StandardInput.BaseStream;
        Stream output = _process.StandardOutput.BaseStream;
        var head = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(head, 1 + content.Length);
        head[4] = (byte)command;
        await input.WriteAsync(head, deadline.Token);
        await input.WriteAsync(content, deadline.Token);
        await input.FlushAsync(deadline.Token);
        await output.ReadExactlyAsync(head, deadline.Token);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - 1];
        await output.ReadExactlyAsync(answer, deadline.Token);
        return head[4] == 0 ? answer : throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(answer));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

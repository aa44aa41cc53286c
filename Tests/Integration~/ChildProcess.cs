using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace P2PNet.IntegrationTests;

/// <summary>A program that a test starts, whose lines it reads, and which is gone when the test is, by its own process id.</summary>
internal sealed class ChildProcess : IDisposable
{
    // To start and to do what a test waits for, on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    public ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException("Not started: " + start.FileName);
        _process.OutputDataReceived += (_, e) => OnLine(e.Data, isOutput: true);
        _process.ErrorDataReceived += (_, e) => OnLine(e.Data, isOutput: false);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Each line of standard output, on some thread, as soon as it is there.</summary>
    public event Action<string>? LinePrinted;

    public int Id => _process.Id;

    /// <summary>Everything that it has printed so far, for the message of a failing test.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits for the next line of standard output that starts so, and gives what follows.</summary>
    public async Task<string> ReadAsync(string start, TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Patience);
        try
        {
            while (true)
            {
                string line = await _lines.Reader.ReadAsync(deadline.Token);
                if (line.StartsWith(start, StringComparison.Ordinal)) return line[start.Length..].Trim();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"No line \"{start}…\" {(e is ChannelClosedException ? "before the process ended" : $"within {(timeout ?? Patience).TotalSeconds} s")}:\n{Output}");
        }
    }

    /// <summary>Writes to its standard input.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Still running after {(timeout ?? Patience).TotalSeconds} s:\n{Output}");
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void OnLine(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput) _lines.Writer.TryComplete();
            return;
        }

        lock (_output) _output.AppendLine(line);
        if (!isOutput) return;
        _lines.Writer.TryWrite(line);
        LinePrinted?.Invoke(line);
    }
}

namespace P2PNet.Demo;

/// <summary>A form that a recording is printed in.</summary>
internal interface IReplayWriter
{
    void WriteHeader(RecordingReader reader);

    void WriteEntry(RecordingReader reader);

    void WriteEnd(RecordingReader reader);
}

#!/usr/bin/env pwsh
# A sample worker: people and groups in memory, or in the JSON file that is named as its argument. Needs PowerShell 7. The
# protocol is on one page, docs/shell-protocol.md.
param([string] $File)

$ErrorActionPreference = 'Stop'
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
$writer = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)
$writer.NewLine = "`n"

$records = @{ User = @{}; Group = @{} }
$key = @{ User = 'id'; Group = 'id' }

if ($File -and (Test-Path -LiteralPath $File)) {
    $records = Get-Content -LiteralPath $File -Raw | ConvertFrom-Json -AsHashtable
}

function Save-Records {
    if (-not $File) { return }
    [System.IO.File]::WriteAllText("$File.new", ($records | ConvertTo-Json -Depth 32 -Compress), $utf8)
    Move-Item -LiteralPath "$File.new" -Destination $File -Force
}

function Send-Message($Message) {
    $writer.WriteLine(($Message | ConvertTo-Json -Depth 32 -Compress))
}

class Refusal : System.Exception {
    [string] $Code
    Refusal([string] $code, [string] $message) : base($message) { $this.Code = $code }
}

function Get-Existing($Request) {
    $record = $records[$Request.resourceType][$Request.id]
    if ($null -eq $record) { throw [Refusal]::new('notFound', 'There is no such record.') }
    return $record
}

function Get-ElementName($Element) {
    if ($Element -is [System.Collections.IDictionary]) { return $Element.value }
    return $Element
}

function Invoke-Operation($Request) {
    $kind = $Request.resourceType
    switch ($Request.operation) {
        'check' { return }
        'find' { return $records[$kind].Values }
        'get' { return Get-Existing $Request }
        'insert' {
            $record = $Request.record
            $record.Remove('password')
            if (-not $record[$key[$kind]]) { $record[$key[$kind]] = [guid]::NewGuid().ToString() }
            $id = [string] $record[$key[$kind]]
            if ($records[$kind].ContainsKey($id)) { throw [Refusal]::new('conflict', 'There is such a record already.') }
            $records[$kind][$id] = $record
            Save-Records
            return $record
        }
        'update' {
            $record = Get-Existing $Request
            $change = $Request.change
            if ($change.set) { foreach ($name in $change.set.Keys) { if ($name -ne 'password') { $record[$name] = $change.set[$name] } } }
            foreach ($name in @($change.unset)) { if ($name) { $record.Remove($name) } }
            if ($change.lists) {
                foreach ($name in $change.lists.Keys) {
                    $add = @($change.lists[$name].add | Where-Object { $null -ne $_ })
                    $gone = @(@($change.lists[$name].remove) + $add | Where-Object { $null -ne $_ } | ForEach-Object { Get-ElementName $_ })
                    $kept = @($record[$name] | Where-Object { $null -ne $_ -and (Get-ElementName $_) -cnotin $gone })
                    $record[$name] = @($kept + $add)
                }
            }
            Save-Records
            return $record
        }
        'remove' {
            $null = Get-Existing $Request
            $records[$kind].Remove($Request.id)
            Save-Records
            return
        }
    }
}

while ($null -ne ($line = $reader.ReadLine())) {
    $message = $line | ConvertFrom-Json -AsHashtable
    if ($message.hello) {
        foreach ($kind in $message.hello.resources.Keys) {
            $key[$kind] = $message.hello.resources[$kind].key
            if (-not $records.ContainsKey($kind)) { $records[$kind] = @{} }
        }
        $stores = @{}
        foreach ($kind in $records.Keys) { $stores[$kind] = @{ operations = @('find', 'get', 'insert', 'update', 'remove') } }
        Send-Message @{ hello = @{ protocol = 1; check = $true; stores = $stores } }
    }
    elseif ($null -ne $message.call) {
        try {
            foreach ($record in @(Invoke-Operation $message)) { Send-Message @{ call = $message.call; record = $record } }
            Send-Message @{ call = $message.call; end = $true }
        }
        catch [Refusal] {
            Send-Message @{ call = $message.call; error = @{ code = $_.Exception.Code; message = $_.Exception.Message } }
        }
        catch {
            Send-Message @{ call = $message.call; error = @{ message = [string] $_ } }
        }
    }
    # A "cancel" is read only when the call before it has ended: there is nothing left to do for it.
    $writer.Flush()
}
